import {
  type ActivationNode,
  type Network,
  erf,
  gelu,
  mlp,
  relu,
  toJson,
} from "@ntkit/architecture";
import { kernelFunctions, kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import type { Matrix } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { timingColumns } from "../columns.ts";
import { compareResults } from "../compare-results.ts";
import { type Contestant, contest, timed } from "../contest.ts";
import { imageRows } from "../kernels/image-rows.ts";
import { neuralTangentsRows } from "../kernels/neural-tangents-rows.ts";
import { type BenchEngines, openEngines } from "../linalg/open-engines.ts";
import { kernelMemory, memoryMultiple } from "../memory/kernel-memory.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type PythonPeer, startPeer, startPeers } from "../python-peer.ts";
import type { Row } from "../row.ts";
import { type ScratchFolder, scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions, Suite } from "../suite.ts";

const weightStd = Math.SQRT2;
const biasStd = 0.1;

const activations = { relu: relu(), erf: erf(), gelu: gelu() } satisfies Record<
  string,
  ActivationNode
>;
type ActivationName = keyof typeof activations;

/** N rows with d features through networks of the given numbers of hidden layers. */
interface KernelWorkload {
  readonly activation: ActivationName;
  readonly n: number;
  readonly d: number;
  readonly depths: readonly number[];
}

interface Bench {
  readonly options: BenchOptions;
  readonly peers: readonly PythonPeer[];
  readonly missing: string | undefined;
  readonly scratch: ScratchFolder;
  readonly engines: BenchEngines;
  readonly workers: KernelWorkers;
}

/** NNGP and NTK of fully connected networks, Gram matrix included, beside the same recursion in NumPy. */
export const kernelsSuite: Suite = {
  name: "kernels",
  summary:
    "kernels of N rows at depth 5 and at depths 1 to 5 at once, beside NumPy; at depths 3 and 50, and of images, beside neural-tangents",
  columns: timingColumns,
  async *run(options) {
    const { peers, missing } = await startPeers(options.env);
    const engines = await openEngines();
    const workers = await wideIfPossible((wide) => kernelWorkers({ wide }));
    const bench = { options, peers, missing, scratch: scratchFolder(), engines, workers };
    try {
      for (const workload of workloads(options.quick)) yield await measure(workload, bench);
      yield* neuralTangentsRows(options, bench.scratch, engines, workers);
      yield* imageRows(options, bench.scratch, engines, workers);
    } finally {
      for (const peer of peers) peer.close();
      bench.scratch.remove();
      await engines.close();
      await workers.dispose();
    }
  },
};

function workloads(quick: boolean): KernelWorkload[] {
  const n = quick ? 1000 : 2000;
  const widths = quick ? [20] : [20, 784];
  const single = widths.flatMap((d) =>
    (["relu", "erf", "gelu"] as const).map((activation) => ({ activation, n, d, depths: [5] })),
  );
  return [...single, { activation: "relu", n, d: 20, depths: [1, 2, 3, 4, 5] }];
}

/** The networks of a workload. */
export function workloadNetworks(activation: string, depths: readonly number[]): Network[] {
  const node = activations[activation as ActivationName];
  return depths.map((depth) => mlp({ depth, activation: node, weightStd, biasStd }));
}

async function measure(workload: KernelWorkload, bench: Bench): Promise<Row> {
  const { activation, n, d, depths } = workload;
  const { options, peers, missing, scratch, engines, workers } = bench;
  const engine = engines.builder;
  const name = `${activation} N=${n} d=${d} depth ${depths.length > 1 ? "1..5" : depths.join()}`;
  options.log(`kernels: ${name}`);
  const x = normalMatrix(n, d, 1);
  const path = scratch.save("x", x);
  for (const peer of peers) await peer.request({ op: "load", name: "x", path });
  let found: Float64Array[] = [];
  const kernels = kernelFunctions(workloadNetworks(activation, depths));
  const ours = {
    name: `@ntkit/kernels, ${engine.name}, ${workers.threads} workers`,
    run: () =>
      timed(async () => {
        found = flatten(await kernels.evaluate(x, undefined, { engine, workers }));
      }),
  };
  const rivals = peers.flatMap((peer) => programs.map((program) => rival(peer, program, workload)));
  const repeats = options.quick ? 3 : 5;
  const row = await contest({ workload: name, ours, peers: rivals, repeats, goal: null });
  const last = peers.at(-1);
  return {
    ...row,
    // On the diagonal the textbook's recursion has lost half of its digits; ours has not.
    ...(last && { difference: await compareResults(found, last, (i) => i % (n + 1) === 0) }),
    memory: await measureMemory(workload, path, bench),
    ...(missing !== undefined && { note: `no NumPy: ${missing}` }),
  };
}

const programs = ["whole", "blocked"] as const;

function rival(
  peer: PythonPeer,
  program: (typeof programs)[number],
  { activation, depths }: KernelWorkload,
): Contestant {
  const message = kernelRequest(activation, depths, program);
  return {
    name: `${peer.name}, ${program}`,
    run: async () => (await peer.request({ op: "kernel", ...message })).seconds!,
  };
}

function kernelRequest(activation: string, depths: readonly number[], program: string): object {
  const [weight, bias] = [weightStd ** 2, biasStd ** 2];
  return { x: "x", activation, depths, weight, bias, program };
}

function flatten(results: readonly Readonly<Record<"nngp" | "ntk", Matrix>>[]): Float64Array[] {
  return results.flatMap(({ nngp, ntk }) => [nngp.data, ntk.data]);
}

/** Peak memory of fresh processes, so that nothing that came before counts. */
async function measureMemory(
  { activation, n, d, depths }: KernelWorkload,
  path: string,
  { options, missing }: Bench,
): Promise<NonNullable<Row["memory"]>> {
  const networks = workloadNetworks(activation, depths).map((network) => toJson(network));
  const task = { networks, n, d, get: ["nngp", "ntk"], threads: true } as const;
  const ours = memoryMultiple(await kernelMemory(task), n);
  if (missing !== undefined) return { ours, peer: null };
  const peer = await startPeer(options.env, 1);
  if ("missing" in peer) return { ours, peer: null };
  await peer.request({ op: "load", name: "x", path });
  const request = kernelRequest(activation, depths, "blocked");
  const { baseline, peak } = await peer.request({ op: "memory", ...request });
  peer.close();
  return { ours, peer: memoryMultiple({ baseline: baseline!, peak: peak! }, n) };
}
