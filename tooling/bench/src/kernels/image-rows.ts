import {
  type Network,
  conv,
  dense,
  flatten,
  globalAvgPool,
  myrtle5,
  relu,
  repeat,
  selfAttention,
  serial,
  toJson,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { tensor } from "@ntkit/linalg";
import { compareResults } from "../compare-results.ts";
import { contest, timed } from "../contest.ts";
import type { BenchEngines } from "../linalg/open-engines.ts";
import { kernelMemory } from "../memory/kernel-memory.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { PeerError, type PythonPeer, startNeuralTangentsOnImages } from "../python-peer.ts";
import type { Row } from "../row.ts";
import type { ScratchFolder } from "../scratch-folder.ts";
import type { BenchOptions } from "../suite.ts";
import { type MachineRates, machineRates } from "./machine-rates.ts";

type Precision = "float64" | "float32";

/** The NTK of N images [size, size, 3]. */
interface Workload {
  readonly name: "mean" | "flatten" | "myrtle5" | "attention";
  readonly depth: number;
  readonly n: number;
  readonly size: number;
  /** Largest ratios that are good enough. */
  readonly goals?: Readonly<Record<Precision, number>>;
}

interface Bench {
  readonly options: BenchOptions;
  readonly scratch: ScratchFolder;
  readonly workers: KernelWorkers;
  readonly rates: MachineRates;
  readonly precision: Precision;
  readonly peer: PythonPeer | undefined;
  readonly missing: string | undefined;
}

/** Additions, multiplications and roots for one pair of places in one layer, as `assembly/planes.ts` needs them. */
const OPERATIONS = 60;

const weightStd = Math.SQRT2;
const layer = serial(conv({ filterShape: [3, 3], padding: "same", weightStd }), relu());
const readout = dense({ weightStd });

/** Rows for convolutional networks and attention, in both precisions, on all processors. */
export async function* imageRows(
  options: BenchOptions,
  scratch: ScratchFolder,
  engines: BenchEngines,
  workers: KernelWorkers,
): AsyncIterable<Row> {
  const full = engines.engines.filter((each) => each.full).map(({ engine }) => engine);
  const rates = await machineRates(full);
  for (const precision of ["float64", "float32"] as const) {
    for (const workload of workloads(options.quick)) {
      // A process for each: the peer may end in the middle of one.
      const found = await startNeuralTangentsOnImages(options.env, precision);
      const [peer, missing] = "missing" in found ? [undefined, found.missing] : [found, undefined];
      const bench = { options, scratch, workers, rates, precision };
      try {
        yield await measure(workload, { ...bench, peer, missing });
      } catch (error) {
        if (peer === undefined || !(error instanceof PeerError)) throw error;
        yield await measure(workload, { ...bench, peer: undefined, missing: error.message });
      } finally {
        peer?.close();
      }
    }
  }
}

function workloads(quick: boolean): readonly Workload[] {
  if (quick) {
    return [
      { name: "mean", depth: 3, n: 3, size: 12 },
      { name: "flatten", depth: 3, n: 16, size: 12 },
    ];
  }
  return [
    { name: "mean", depth: 21, n: 2, size: 32, goals: { float64: 1 / 25, float32: 1 / 100 } },
    { name: "flatten", depth: 21, n: 32, size: 32, goals: { float64: 1 / 20, float32: 1 / 20 } },
    { name: "myrtle5", depth: 4, n: 4, size: 32 },
    { name: "attention", depth: 1, n: 8, size: 8 },
  ];
}

function networkOf({ name, depth }: Workload): Network {
  switch (name) {
    case "mean":
      return serial(repeat(layer, depth), globalAvgPool(), readout);
    case "flatten":
      return serial(repeat(layer, depth), flatten(), readout);
    case "myrtle5":
      return myrtle5({ weightStd, biasStd: null });
    case "attention":
      return serial(layer, selfAttention(), relu(), globalAvgPool(), readout);
  }
}

async function measure(workload: Workload, bench: Bench): Promise<Row> {
  const { name, depth, n, size, goals } = workload;
  const { options, scratch, workers, peer, precision, missing } = bench;
  const title = `${name} ${size}×${size}×3 N=${n} depth ${depth} ${precision}`;
  options.log(`kernels: ${title}, NTK beside neural-tangents`);
  const shape = [n, size, size, 3];
  const rows = normalMatrix(n, size * size * 3, 1);
  const path = scratch.save("images", rows);
  const kernel = kernelFunction(networkOf(workload));
  let ntk: Float64Array = new Float64Array();
  const run = () =>
    timed(async () => {
      const call = { get: ["ntk"], workers, precision } as const;
      ntk = (await kernel.evaluate(tensor(shape, rows.data), undefined, call)).ntk.data;
    });
  const request = { x: "images", shape, name, depth };
  const peers = [];
  if (peer) {
    await peer.request({ op: "load", name: "images", path });
    const theirs = async () => (await peer.request({ op: "images", ...request })).seconds!;
    peers.push({ name: peer.name, run: theirs });
  }
  const row = await contest({
    workload: title,
    ours: { name: `@ntkit/kernels, ${workers.threads} workers`, run },
    peers,
    goal: goals?.[precision] ?? null,
    repeats: 3,
  });
  // On the diagonal the original has lost half of its digits; ours has not.
  const difference = peer && (await compareResults([ntk], peer, (i) => i % (n + 1) === 0));
  const notes = [
    missing && `no neural-tangents: ${missing}`,
    await memoryNote(workload, request, bench),
  ];
  return {
    ...row,
    ...(difference !== undefined && { difference }),
    limit: leastSeconds(workload, bench.rates),
    note: notes.filter((each) => each !== undefined).join("; "),
  };
}

/** Seconds for the operations of all pairs of places of one half of the matrix, at the rate of products. */
function leastSeconds({ name, depth, n, size }: Workload, { flops }: MachineRates): number {
  const places = size * size;
  const [images, pairs] =
    name === "flatten" ? [(n * (n + 1)) / 2, places] : [(n * n) / 2, places ** 2];
  // Behind a pool of 2 × 2 places there are 16 times fewer pairs.
  const layers = name === "myrtle5" ? 2 + 1 / 16 + 1 / 256 : depth;
  return (images * pairs * layers * OPERATIONS) / flops;
}

/** The most memory that a process has for a workload, runtime and compiler included. */
async function memoryNote(
  workload: Workload,
  request: Readonly<Record<string, unknown>>,
  { peer, precision }: Bench,
): Promise<string> {
  const { n, size } = workload;
  const networks = [toJson(networkOf(workload))];
  const shape = [size, size, 3];
  const d = size * size * 3;
  const ours = await kernelMemory({
    networks,
    n,
    d,
    shape,
    precision,
    get: ["ntk"],
    threads: true,
  });
  const theirs = await peer?.request({ op: "memory", of: "images", ...request });
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const beside = theirs === undefined ? "" : `, peer ${megabytes(theirs.peak!)}`;
  return `most resident memory of the process: ours ${megabytes(ours.peak)}${beside}`;
}
