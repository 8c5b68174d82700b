import {
  type Engine,
  type Matrix,
  type Matrix32,
  type WasmEngine,
  matrix,
  topEigenpairs,
} from "@ntkit/linalg";
import { normalMatrix } from "../normal-matrix.ts";
import * as mlMatrix from "./ml-matrix.ts";

/** One operation: ours on an engine, the request that makes NumPy do the same, and ml-matrix. */
export interface LinalgWorkload {
  readonly workload: string;
  readonly n: number;
  readonly matrices: Readonly<Record<string, Matrix>>;
  readonly ours: (engine: Engine) => Promise<Float64Array | Float32Array>;
  /** Only on WebAssembly. */
  readonly wasmOnly?: true;
  readonly request: Readonly<Record<string, string | number>>;
  /** Prepares the matrices and returns the work, or is absent where it would take many minutes. */
  readonly mlMatrix?: () => () => unknown;
  readonly goals: Readonly<Record<"wasm" | "native", number | null>>;
}

type Make = (builder: Engine) => Promise<LinalgWorkload>;

/** Made one after the other, so that the matrices of one do not stay in memory for the next. */
export function linalgWorkloads(quick: boolean): readonly Make[] {
  if (quick) {
    return [
      gram(1000, 200),
      multiply(500),
      gram32(1000, 200),
      multiply32(500),
      choleskySolve(1000),
      eigen(200),
      eigen(500),
      topPairs(1000, 20),
    ];
  }
  return [
    gram(2000, 784),
    gram(4000, 784),
    multiply(2000),
    gram32(4000, 784),
    multiply32(2000),
    choleskySolve(2000),
    choleskySolve(4000),
    eigen(1000),
    eigen(2000),
    topPairs(4000, 20),
  ];
}

function gram(n: number, d: number): Make {
  return async () => {
    const x = shared(normalMatrix(n, d, 1));
    return Promise.resolve({
      workload: `gram X X' N=${n} d=${d}`,
      n,
      matrices: { x },
      ours: async (engine) => (await engine.gram(x)).data,
      request: { op: "gram", x: "x" },
      mlMatrix: () => mlMatrix.gram(x),
      goals: { wasm: 1.2, native: null },
    });
  };
}

function multiply(n: number): Make {
  return async () => {
    const [a, b] = [shared(normalMatrix(n, n, 1)), shared(normalMatrix(n, n, 2))];
    return Promise.resolve({
      workload: `multiply N=${n}`,
      n,
      matrices: { a, b },
      ours: async (engine) => (await engine.multiply(a, b)).data,
      request: { op: "multiply", a: "a", b: "b" },
      mlMatrix: () => mlMatrix.multiply(a, b),
      goals: { wasm: 2, native: 1.1 },
    });
  };
}

function gram32(n: number, d: number): Make {
  return async () => {
    const x = shared(normalMatrix(n, d, 1));
    const narrow = rounded(x);
    return Promise.resolve({
      workload: `float32 gram X X' N=${n} d=${d}`,
      n,
      matrices: { x },
      ours: async (engine) => (await (engine as WasmEngine).gram32(narrow)).data,
      wasmOnly: true,
      request: { op: "gram", x: "x", bits: 32 },
      goals: { wasm: null, native: null },
    });
  };
}

function multiply32(n: number): Make {
  return async () => {
    const [a, b] = [shared(normalMatrix(n, n, 1)), shared(normalMatrix(n, n, 2))];
    const [left, right] = [rounded(a), rounded(b)];
    return Promise.resolve({
      workload: `float32 multiply N=${n}`,
      n,
      matrices: { a, b },
      ours: async (engine) => (await (engine as WasmEngine).multiply32(left, right)).data,
      wasmOnly: true,
      request: { op: "multiply", a: "a", b: "b", bits: 32 },
      goals: { wasm: null, native: null },
    });
  };
}

function choleskySolve(n: number): Make {
  return async (builder) => {
    const [a, b] = [await positiveDefinite(builder, n), normalMatrix(n, 1, 2)];
    return {
      workload: `cholesky + solve N=${n}`,
      n,
      matrices: { a, b },
      ours: async (engine) => (await engine.solveCholesky(await engine.cholesky(a), b)).data,
      request: { op: "cholesky_solve", a: "a", b: "b" },
      mlMatrix: () => mlMatrix.choleskySolve(a, b),
      goals: { wasm: 1.5, native: 1.1 },
    };
  };
}

function eigen(n: number): Make {
  return async (builder) => {
    const a = await positiveDefinite(builder, n);
    return {
      workload: `eigenSymmetric N=${n}`,
      n,
      matrices: { a },
      ours: async (engine) => (await engine.eigenSymmetric(a)).values,
      request: { op: "eigen_symmetric", a: "a" },
      mlMatrix: () => mlMatrix.eigenSymmetric(a),
      goals: { wasm: 3, native: null },
    };
  };
}

/** Of a polynomial kernel of 20 features, whose eigenvalues decay as those of kernels do. */
function topPairs(n: number, k: number): Make {
  return async (builder) => {
    const a = await builder.gram(normalMatrix(n, 20, 1));
    for (let at = 0; at < a.data.length; at++) a.data[at] = (1 + a.data[at]! / 20) ** 3;
    return {
      workload: `top ${k} eigenpairs N=${n}`,
      n,
      matrices: { a },
      ours: async (engine) => (await topEigenpairs(a, k, { engine })).values,
      request: { op: "top_eigenpairs", a: "a", k },
      goals: { wasm: null, native: null },
    };
  };
}

/** X X'/N + I: condition number about 5. */
async function positiveDefinite(builder: Engine, n: number): Promise<Matrix> {
  const a = await builder.gram(normalMatrix(n, n, 1));
  for (let k = 0; k < a.data.length; k++) a.data[k] = a.data[k]! / n + (k % (n + 1) === 0 ? 1 : 0);
  return a;
}

/** On shared memory, where the results of an engine with threads lie. */
function shared({ rows, cols, data }: Matrix): Matrix {
  const copy = new Float64Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return matrix(rows, cols, copy);
}

/** The nearest 32-bit numbers, on shared memory. */
function rounded({ rows, cols, data }: Matrix): Matrix32 {
  const copy = new Float32Array(new SharedArrayBuffer(4 * data.length));
  copy.set(data);
  return { rows, cols, data: copy };
}
