import {
  type FactorSource,
  type FiniteModel,
  type JacobianWorkers,
  type Precision,
  empiricalNtk,
  finiteNetwork,
  jacobianWorkers,
} from "@ntkit/autodiff-jacobians";
import { networkModel } from "@ntkit/autodiff-jacobians/tfjs";
import type { TfjsBackend } from "@ntkit/autodiff-jacobians/tfjs";
import type { Engine } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { timingColumns } from "../columns.ts";
import { compareResults } from "../compare-results.ts";
import { contestOfAll, timed } from "../contest.ts";
import { openTfjsNode } from "../jacobians/open-tfjs-node.ts";
import { loadAll, requestOf } from "../jacobians/peer-request.ts";
import { type Rival, rivalsOf } from "../jacobians/rivals.ts";
import { type JacobianWorkload, workloads } from "../jacobians/workloads.ts";
import { type BenchEngine, openEngines } from "../linalg/open-engines.ts";
import { median } from "../median.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type PythonPeer, startJacobianPeers } from "../python-peer.ts";
import { type Row, ratioOf } from "../row.ts";
import { type ScratchFolder, scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions, Suite } from "../suite.ts";

interface Bench {
  readonly options: BenchOptions;
  readonly engines: readonly BenchEngine["engine"][];
  readonly workers: JacobianWorkers;
  readonly backend: TfjsBackend | undefined;
  readonly peers: readonly PythonPeer[];
  readonly note: string | undefined;
  readonly scratch: ScratchFolder;
}

/** Empirical NTKs of finite networks, beside neural-tangents and PyTorch's function transforms. */
export const jacobiansSuite: Suite = {
  name: "jacobians",
  summary: "empirical NTK of an MLP, a wide MLP and a CNN, beside neural-tangents and PyTorch",
  columns: timingColumns,
  async *run(options) {
    const opened = await openEngines();
    const engines = opened.engines.filter(({ full }) => full).map(({ engine }) => engine);
    const { peers, missing } = await startJacobianPeers(options.env);
    const { backend, absent } = await openTfjsNode(options.env);
    const lacks = [...missing, ...(absent === undefined ? [] : [absent])];
    const note = lacks.length > 0 ? `no ${lacks.join("; no ")}` : undefined;
    const scratch = scratchFolder();
    const workers = await wideIfPossible((wide) => jacobianWorkers({ wide, fma: true }));
    const bench = { options, engines, workers, backend, peers, note, scratch };
    try {
      for (const workload of workloads(options.quick)) {
        yield* await measure(workload, bench);
      }
    } finally {
      for (const peer of peers) peer.close();
      scratch.remove();
      await workers.dispose();
      await opened.close();
    }
  },
};

async function measure(workload: JacobianWorkload, bench: Bench): Promise<Row[]> {
  const { name, network, inputShape, n, form } = workload;
  const { options, peers, note, scratch } = bench;
  options.log(`jacobians: ${name}`);
  const finite = finiteNetwork(network, inputShape);
  const model = finite.at(finite.initialize(1));
  const x = normalMatrix(
    n,
    inputShape.reduce((size, length) => size * length, 1),
    2,
  );
  await loadAll(model, x, peers, scratch);
  const found: Float64Array[] = [];
  const sources = await sourcesOf(model, bench);
  const ours = sources.map(({ source, engine, workers, label, precision }, i) => ({
    name: `@ntkit/autodiff-jacobians, ${label}`,
    goal: 1,
    run: () =>
      timed(async () => {
        found[i] = (
          await empiricalNtk(source, x, undefined, { engine, workers, form, precision })
        ).data;
      }),
  }));
  const { rivals, refused } = await rivalsOf(workload, model, peers, options);
  const rounds = options.quick ? { warmUps: 1, repeats: 2 } : { warmUps: 5, repeats: 9 };
  const rows = await contestOfAll({ workload: name, ours, peers: rivals, ...rounds });
  const notes = [note, ...refused, ...rivals.map(timesOf)].filter((text) => text !== undefined);
  const differences = await differencesOf(found, workload, model, peers);
  return rows.flatMap((row, i) => [
    {
      ...row,
      ...(differences && { difference: differences[i]! }),
      ...(notes.length > 0 && { note: notes.join("; ") }),
    },
    ...besideContraction(row, rivals),
  ]);
}

/** A program of ours: whose factors, in which precision, and the engine of the sums. */
interface OurSource {
  readonly source: FactorSource;
  readonly engine: Engine;
  readonly workers?: JacobianWorkers;
  readonly precision?: Precision;
  readonly label: string;
}

/** The network in float64 and with float32 factors on each engine, and its factors on tfjs-node. */
async function sourcesOf(
  model: FiniteModel,
  { engines, workers, backend }: Bench,
): Promise<readonly OurSource[]> {
  const engine = engines.at(-1)!;
  const onWorkers = (["float64", "float32"] as const).map((precision) => ({
    source: model,
    engine,
    workers,
    precision,
    label: `${precision} factors; ${workers.threads} workers (fma) and ${engine.name}`,
  }));
  const double = engines.map((engine) => ({ source: model, engine, label: engine.name }));
  const single = engines.map((engine) => ({
    source: model,
    engine,
    precision: "float32" as const,
    label: `float32 factors; ${engine.name}`,
  }));
  if (backend === undefined) return [...onWorkers, ...double, ...single];
  const source = await networkModel(backend, model);
  const device = engines.map((engine) => ({
    source,
    engine,
    label: `factors of ${backend.name}, float32; ${engine.name}`,
  }));
  return [...onWorkers, ...double, ...single, ...device];
}

/** Ours beside the best of those that write float64 Jacobians out and multiply them. */
function besideContraction({ workload, ours }: Row, rivals: readonly Rival[]): Row[] {
  const plain = rivals
    .filter(({ program, dtype }) => program === "jacobian" && dtype === "float64")
    .map(({ name, times }) => ({ name, seconds: median(times) }))
    .sort((a, b) => a.seconds - b.seconds);
  const peer = plain[0];
  if (peer === undefined) return [];
  const name = `${workload}, beside Jacobian contraction`;
  return [{ workload: name, ours, peer, ratio: ratioOf(ours, peer), goal: 0.1 }];
}

function timesOf({ name, times }: Rival): string {
  return `${name}: ${median(times).toPrecision(3)} s`;
}

/** Our kernels beside the one of the last peer, or nothing without one. */
async function differencesOf(
  found: readonly Float64Array[],
  workload: JacobianWorkload,
  model: FiniteModel,
  peers: readonly PythonPeer[],
): Promise<readonly number[] | undefined> {
  const last = peers.at(-1);
  if (last === undefined) return undefined;
  const program = last.name.startsWith("PyTorch") ? "jacobian" : "structured";
  await last.request(requestOf(workload, model, program, "float64"));
  const differences: number[] = [];
  for (const kernel of found) differences.push(await compareResults([kernel], last));
  return differences;
}
