import { cholesky, gram, matrix, multiply, random, solveCholesky, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { LookAheadProblem } from "../src/look-ahead/look-ahead-problem.ts";

/** Independent standard normal entries. */
export function normals(rows: number, cols: number, seed: number): Matrix {
  const { normal } = random(seed);
  return matrix(rows, cols, Float64Array.from({ length: rows * cols }, normal));
}

/** exp(−|a − b|² / 2ℓ²) of all pairs of rows: positive definite where rows differ. */
function rbf(x: Matrix, lengthScale: number): Matrix {
  const dots = gram(x);
  const n = x.rows;
  const distance = (i: number, j: number) =>
    dots.data[i * (n + 1)]! + dots.data[j * (n + 1)]! - 2 * dots.data[i * n + j]!;
  const entry = (_: number, at: number) =>
    Math.exp(-distance(Math.floor(at / n), at % n) / (2 * lengthScale ** 2));
  return matrix(n, n, dots.data.map(entry));
}

/** A whole problem: labelled rows 0 … n − 1 of the kernel, the others in the pool. */
export interface Whole {
  readonly kernel: Matrix;
  readonly targets: Matrix;
  readonly outputs: Matrix;
  readonly ridge: number;
  readonly labelled: number;
}

/** A random problem with `pool` rows beside `labelled` ones. */
export function randomWhole(
  labelled: number,
  pool: number,
  outputs: number,
  seed: number,
  { ridge = 0, lengthScale = 2 }: { ridge?: number; lengthScale?: number } = {},
): Whole {
  const size = labelled + pool;
  return {
    kernel: rbf(normals(size, 3, seed), lengthScale),
    targets: normals(size, outputs, seed + 1),
    outputs: normals(size, outputs, seed + 2),
    ridge,
    labelled,
  };
}

export function problemOf({ kernel, targets, outputs, ridge, labelled }: Whole): LookAheadProblem {
  const train = range(0, labelled);
  const pool = range(labelled, kernel.rows);
  const all = range(0, targets.cols);
  return {
    train: submatrix(kernel, train, train),
    cross: submatrix(kernel, pool, train),
    pool: submatrix(kernel, pool, pool),
    targets: submatrix(targets, train, all),
    trainOutputs: submatrix(outputs, train, all),
    poolOutputs: submatrix(outputs, pool, all),
    ridge,
  };
}

/** Predictions on the pool after really solving for the labelled rows and these pool rows. */
export function refit(whole: Whole, added: readonly number[], labels: Matrix): Matrix {
  const { kernel, targets, outputs, ridge, labelled } = whole;
  const rows = [...range(0, labelled), ...added.map((row) => labelled + row)];
  const pool = range(labelled, kernel.rows);
  const all = range(0, targets.cols);
  const residual = submatrix(outputs, rows, all);
  const wanted = [...submatrix(targets, range(0, labelled), all).data, ...labels.data];
  residual.data.forEach((value, at) => (residual.data[at] = wanted[at]! - value));
  const shifted = submatrix(kernel, rows, rows);
  rows.forEach((_, i) => (shifted.data[i * (rows.length + 1)]! += ridge));
  const weights = solveCholesky(cholesky(shifted), residual);
  const change = multiply(submatrix(kernel, pool, rows), weights);
  const before = submatrix(outputs, pool, all);
  return matrix(
    pool.length,
    targets.cols,
    before.data.map((value, at) => value + change.data[at]!),
  );
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** One row of a matrix as a matrix. */
export function rowOf({ data, cols }: Matrix, row: number): Matrix {
  return matrix(1, cols, data.slice(row * cols, (row + 1) * cols));
}
