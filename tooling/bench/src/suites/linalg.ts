import { timingColumns } from "../columns.ts";
import { compareResults } from "../compare-results.ts";
import { contestOfAll, timed } from "../contest.ts";
import { type BenchEngines, openEngines } from "../linalg/open-engines.ts";
import { type LinalgWorkload, linalgWorkloads } from "../linalg/workloads.ts";
import { gramMemoryRow } from "../memory/gram-memory.ts";
import { type AbsentPeer, type PythonPeer, startPeers, startTorch } from "../python-peer.ts";
import { median } from "../median.ts";
import { type Row, ratioOf } from "../row.ts";
import { type ScratchFolder, scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions, Suite } from "../suite.ts";

/** ours / ml-matrix, at most, from 1000 rows on. */
const ML_MATRIX_GOAL = 0.1;
const ML_MATRIX_GOAL_FROM = 1000;

interface Bench extends BenchEngines {
  readonly options: BenchOptions;
  readonly peers: readonly PythonPeer[];
  readonly torch: PythonPeer | AbsentPeer;
  readonly scratch: ScratchFolder;
}

/** The dense operations under every kernel method, on every engine, beside NumPy, SciPy and ml-matrix. */
export const linalgSuite: Suite = {
  name: "linalg",
  summary: "Gram, product, Cholesky with solve and eigenpairs on every engine, beside NumPy",
  columns: timingColumns,
  async *run(options) {
    const { peers, missing } = await startPeers(options.env);
    const torch = await startTorch(options.env);
    const engines = await openEngines();
    const scratch = scratchFolder();
    if (engines.missing !== undefined) options.log(`linalg: no native row: ${engines.missing}`);
    try {
      for (const make of linalgWorkloads(options.quick)) {
        const rows = await measure(await make(engines.builder), {
          ...engines,
          options,
          peers,
          torch,
          scratch,
        });
        for (const row of rows) {
          yield missing === undefined || row.peer !== null || row.note !== undefined
            ? row
            : { ...row, note: `no NumPy: ${missing}` };
        }
      }
    } finally {
      for (const peer of peers) peer.close();
      if (!("missing" in torch)) torch.close();
      await engines.close();
      scratch.remove();
    }
    if (options.large) yield await gramMemoryRow(options);
  },
};

/** A row for every engine beside NumPy, and one for WebAssembly beside ml-matrix. */
async function measure(workload: LinalgWorkload, bench: Bench): Promise<Row[]> {
  const { options, peers, torch, scratch } = bench;
  const engines = bench.engines.filter(
    ({ kind }) => kind === "wasm" || workload.wasmOnly === undefined,
  );
  options.log(`linalg: ${workload.workload}`);
  for (const [name, a] of Object.entries(workload.matrices)) {
    const path = scratch.save(name, a);
    for (const peer of [...peers, ...("missing" in torch ? [] : [torch])]) {
      await peer.request({ op: "load", name, path });
    }
  }
  const found = engines.map((): Float64Array | Float32Array => new Float64Array());
  const rows = await contestOfAll({
    workload: workload.workload,
    ours: engines.map(({ engine, kind, full }, i) => ({
      name: engine.name,
      goal: full ? workload.goals[kind] : null,
      run: () =>
        timed(async () => {
          found[i] = await workload.ours(engine);
        }),
    })),
    peers: peers.map((peer) => ({
      name: peer.name,
      run: async () => (await peer.request(workload.request)).seconds!,
    })),
    repeats: options.quick ? 3 : 5,
  });
  const last = peers.at(-1);
  for (const [i, row] of rows.entries()) {
    if (last) rows[i] = { ...row, difference: await compareResults([found[i]!], last) };
  }
  const wasm = rows.filter((_, i) => engines[i]!.kind === "wasm");
  return [
    ...rows,
    ...(await besideTorch(workload, wasm, torch, options.quick ? 3 : 5)),
    ...(await besideMlMatrix(workload, wasm)),
  ];
}

/** Our fastest time on WebAssembly beside PyTorch on all processors, or why there is none. */
async function besideTorch(
  { workload, request }: LinalgWorkload,
  wasm: readonly Row[],
  torch: PythonPeer | AbsentPeer,
  repeats: number,
): Promise<readonly Row[]> {
  if (request.op === "top_eigenpairs") return [];
  const { ours } = fastest(wasm);
  if ("missing" in torch) {
    const note = `no PyTorch: ${torch.missing}`;
    return [{ workload, ours, peer: null, ratio: null, goal: null, note }];
  }
  const times: number[] = [];
  for (let round = 0; round <= repeats; round++) {
    const { seconds } = await torch.request(request);
    if (round > 0) times.push(seconds!);
  }
  const peer = { name: torch.name, seconds: median(times) };
  return [{ workload, ours, peer, ratio: ratioOf(ours, peer), goal: null }];
}

function fastest(rows: readonly Row[]): Row {
  return rows.reduce((best, row) => (row.ours.seconds < best.ours.seconds ? row : best));
}

/** Our fastest time on WebAssembly beside one run of ml-matrix. */
async function besideMlMatrix(
  { mlMatrix, n }: LinalgWorkload,
  wasm: readonly Row[],
): Promise<readonly Row[]> {
  if (mlMatrix === undefined) return [];
  const { workload, ours } = fastest(wasm);
  const peer = { name: "ml-matrix, one run", seconds: await timed(mlMatrix()) };
  const goal = n < ML_MATRIX_GOAL_FROM ? null : ML_MATRIX_GOAL;
  return [{ workload, ours, peer, ratio: ratioOf(ours, peer), goal }];
}
