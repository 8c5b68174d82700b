import { erf, gelu, mlp, relu, tanh, toJson } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { compareResults } from "../compare-results.ts";
import { contestOfAll, timed } from "../contest.ts";
import type { BenchEngines } from "../linalg/open-engines.ts";
import { kernelMemory, memoryMultiple } from "../memory/kernel-memory.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type PythonPeer, startNeuralTangents } from "../python-peer.ts";
import type { Row } from "../row.ts";
import type { ScratchFolder } from "../scratch-folder.ts";
import type { BenchOptions } from "../suite.ts";
import { fullyConnectedLimit, type MachineRates, machineRates } from "./machine-rates.ts";

const activations = { relu: relu(), erf: erf(), gelu: gelu(), tanh: tanh() };

/** The NTK of N rows with d features, from the rows on. */
interface Workload {
  readonly activation: keyof typeof activations;
  readonly n: number;
  readonly d: number;
  readonly depth: number;
  readonly biasStd: number | null;
  /** Largest ratios that are good enough, on each kind of engine. */
  readonly goals?: { readonly wasm: number; readonly native: number };
  readonly note?: string;
}

interface Bench {
  readonly options: BenchOptions;
  readonly scratch: ScratchFolder;
  readonly peer: PythonPeer | undefined;
  readonly missing: string | undefined;
  readonly engines: BenchEngines;
  readonly workers: KernelWorkers;
  readonly rates: MachineRates;
}

const weightStd = Math.SQRT2;

/** Rows beside neural-tangents, on all processors; ours on every engine that has them all. */
export async function* neuralTangentsRows(
  options: BenchOptions,
  scratch: ScratchFolder,
  engines: BenchEngines,
  workers: KernelWorkers,
): AsyncIterable<Row> {
  const found = await startNeuralTangents(options.env);
  const [peer, missing] = "missing" in found ? [undefined, found.missing] : [found, undefined];
  const full = engines.engines.filter((each) => each.full).map(({ engine }) => engine);
  const rates = await machineRates(full);
  const bench = { options, scratch, peer, missing, engines, workers, rates };
  try {
    for (const workload of workloads(options.quick)) yield* await measure(workload, bench);
  } finally {
    peer?.close();
  }
}

function workloads(quick: boolean): Workload[] {
  const [n, d, biasStd] = [quick ? 1000 : 4000, 784, 0.1];
  const goals = (wasm: number, native: number) => (quick ? {} : { goals: { wasm, native } });
  return [
    { activation: "relu", n, d, depth: 3, biasStd: null, ...goals(1 / 3, 1 / 5) },
    { activation: "relu", n, d, depth: 50, biasStd: null, ...goals(1 / 35, 1 / 50) },
    { activation: "relu", n, d, depth: 3, biasStd },
    { activation: "erf", n, d, depth: 3, biasStd },
    { activation: "gelu", n, d, depth: 3, biasStd },
    { activation: "tanh", n: 300, d, depth: 3, biasStd, note: "the peer by 25 × 25 nodes" },
  ];
}

async function measure(workload: Workload, bench: Bench): Promise<Row[]> {
  const { activation, n, d, depth, biasStd, goals } = workload;
  const { options, engines, workers, peer, scratch } = bench;
  const name = `${activation} N=${n} d=${d} depth ${depth}${biasStd === null ? "" : " biases"}`;
  options.log(`kernels: ${name}, NTK beside neural-tangents`);
  const x = normalMatrix(n, d, 1);
  const path = scratch.save("x", x);
  const network = mlp({ depth, activation: activations[activation], weightStd, biasStd });
  const kernel = kernelFunction(network);
  let ntk: Float64Array = new Float64Array();
  const ours = engines.engines
    .filter(({ full }) => full)
    .map(({ engine, kind }) => ({
      name: `@ntkit/kernels, ${engine.name}, ${workers.threads} workers`,
      goal: goals?.[kind] ?? null,
      run: () =>
        timed(async () => {
          const options = { get: ["ntk"], engine, workers } as const;
          ntk = (await kernel.evaluate(x, undefined, options)).ntk.data;
        }),
    }));
  const request = { x: "x", activation, depth, weight_std: weightStd, bias_std: biasStd };
  const peers = [];
  if (peer) {
    await peer.request({ op: "load", name: "x", path });
    const run = async () => (await peer.request({ op: "neural_tangents", ...request })).seconds!;
    peers.push({ name: peer.name, run });
  }
  const rows = await contestOfAll({
    workload: name,
    ours,
    peers,
    repeats: options.quick ? 3 : 5,
  });
  // On the diagonal the textbook's recursion has lost half of its digits; ours has not.
  const difference = peer && (await compareResults([ntk], peer, (i) => i % (n + 1) === 0));
  const memory = await measureMemory(workload, network, path, bench);
  const notes = [workload.note, bench.missing && `no neural-tangents: ${bench.missing}`];
  const note = notes.filter((each) => each !== undefined).join("; ");
  return rows.map((row) => ({
    ...row,
    ...(difference !== undefined && { difference }),
    memory,
    limit: fullyConnectedLimit(n, d, bench.rates),
    ...(note !== "" && { note }),
  }));
}

/** Peak memory of fresh processes: ours on WebAssembly with all threads. */
async function measureMemory(
  { activation, n, d, depth, biasStd }: Workload,
  network: Parameters<typeof toJson>[0],
  path: string,
  { options, missing }: Bench,
): Promise<NonNullable<Row["memory"]>> {
  const task = { networks: [toJson(network)], n, d, get: ["ntk"] as const, threads: true };
  const ours = memoryMultiple(await kernelMemory(task), n);
  if (missing !== undefined) return { ours, peer: null };
  const peer = await startNeuralTangents(options.env);
  if ("missing" in peer) return { ours, peer: null };
  await peer.request({ op: "load", name: "x", path });
  const request = { x: "x", activation, depth, weight_std: weightStd, bias_std: biasStd };
  const found = await peer.request({ op: "memory", of: "neural_tangents", ...request });
  peer.close();
  return { ours, peer: memoryMultiple({ baseline: found.baseline!, peak: found.peak! }, n) };
}
