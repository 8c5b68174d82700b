import { type Matrix, gram, plainEngine } from "@ntkit/linalg";
import { timingColumns } from "../columns.ts";
import { compareResults } from "../compare-results.ts";
import { contest, timed } from "../contest.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type PythonPeer, startPeers } from "../python-peer.ts";
import type { Row } from "../row.ts";
import { type ScratchFolder, scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions, Suite } from "../suite.ts";

/** One operation: ours, and the request that makes the peer do the same with the same matrices. */
interface LinalgWorkload {
  readonly workload: string;
  readonly matrices: Readonly<Record<string, Matrix>>;
  readonly ours: () => Promise<Float64Array>;
  readonly request: Readonly<Record<string, string>>;
  readonly goal: number;
}

/** The dense operations under every kernel method, beside NumPy and SciPy on OpenBLAS. */
export const linalgSuite: Suite = {
  name: "linalg",
  summary: "Gram, product, Cholesky with solve and eigendecomposition beside NumPy and SciPy",
  columns: timingColumns,
  async *run(options) {
    const { peers, missing } = await startPeers(options.env);
    const scratch = scratchFolder();
    try {
      for (const make of workloads(options.quick)) {
        const row = await measure(make(), { options, peers, scratch });
        yield missing === undefined ? row : { ...row, note: `no NumPy: ${missing}` };
      }
    } finally {
      for (const peer of peers) peer.close();
      scratch.remove();
    }
  },
};

/** Made one after the other, so that the matrices of one do not stay in memory for the next. */
function workloads(quick: boolean): (() => LinalgWorkload)[] {
  const n = quick ? 1000 : 2000;
  return [
    () => gramWorkload(n, quick ? 200 : 784),
    () => multiplyWorkload(quick ? 500 : 1000),
    () => choleskyWorkload(n),
    ...(quick ? [200, 500] : [500, 1000]).map((size) => () => eigenWorkload(size)),
  ];
}

function gramWorkload(n: number, d: number): LinalgWorkload {
  const x = normalMatrix(n, d, 1);
  return {
    workload: `gram X X' N=${n} d=${d}`,
    matrices: { x },
    ours: async () => (await plainEngine.gram(x)).data,
    request: { op: "gram", x: "x" },
    goal: 1.2,
  };
}

function multiplyWorkload(n: number): LinalgWorkload {
  const [a, b] = [normalMatrix(n, n, 1), normalMatrix(n, n, 2)];
  return {
    workload: `multiply N=${n}`,
    matrices: { a, b },
    ours: async () => (await plainEngine.multiply(a, b)).data,
    request: { op: "multiply", a: "a", b: "b" },
    goal: 2,
  };
}

function choleskyWorkload(n: number): LinalgWorkload {
  const [a, b] = [positiveDefinite(n), normalMatrix(n, 1, 2)];
  return {
    workload: `cholesky + solve N=${n}`,
    matrices: { a, b },
    ours: async () => (await plainEngine.solveCholesky(await plainEngine.cholesky(a), b)).data,
    request: { op: "cholesky_solve", a: "a", b: "b" },
    goal: 1.5,
  };
}

function eigenWorkload(n: number): LinalgWorkload {
  const a = positiveDefinite(n);
  return {
    workload: `eigenSymmetric N=${n}`,
    matrices: { a },
    ours: async () => (await plainEngine.eigenSymmetric(a)).values,
    request: { op: "eigen_symmetric", a: "a" },
    goal: 3,
  };
}

/** X X'/N + I: condition number about 5. */
function positiveDefinite(n: number): Matrix {
  const a = gram(normalMatrix(n, n, 1));
  for (let k = 0; k < a.data.length; k++) a.data[k] = a.data[k]! / n + (k % (n + 1) === 0 ? 1 : 0);
  return a;
}

interface Bench {
  readonly options: BenchOptions;
  readonly peers: readonly PythonPeer[];
  readonly scratch: ScratchFolder;
}

async function measure(
  { workload, matrices, ours, request, goal }: LinalgWorkload,
  { options, peers, scratch }: Bench,
): Promise<Row> {
  options.log(`linalg: ${workload}`);
  for (const [name, a] of Object.entries(matrices)) {
    const path = scratch.save(name, a);
    for (const peer of peers) await peer.request({ op: "load", name, path });
  }
  let found = new Float64Array();
  const row = await contest({
    workload,
    ours: {
      name: "@ntkit/linalg, plain engine, 1 thread",
      run: () => timed(async () => (found = (await ours()) as Float64Array<ArrayBuffer>)),
    },
    peers: peers.map((peer) => ({
      name: peer.name,
      run: async () => (await peer.request(request)).seconds!,
    })),
    repeats: options.quick ? 3 : 5,
    goal,
  });
  const last = peers.at(-1);
  return last === undefined ? row : { ...row, difference: await compareResults([found], last) };
}
