import { fromRows, matrix, matrixTiles, multiply, random, submatrix } from "../src/index.ts";
import type { Matrix, SymmetricTiles } from "../src/index.ts";

/** Sizes on both sides of every block edge: the 4×4 tile, blocks of 32, 64 and 256. */
export const RAGGED_SIZES: readonly number[] = [
  0, 1, 2, 3, 4, 5, 31, 33, 63, 64, 65, 129, 255, 257,
];

/** Normal entries. */
export function randomMatrix(rows: number, cols: number, seed = 1): Matrix {
  const { normal } = random(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => normal()),
  );
}

/** X Xᵀ / n + ridge I by plain loops. */
export function randomDefinite(n: number, seed = 1, ridge = 0.1): Matrix {
  const x = randomMatrix(n, n, seed);
  const a = plainGram(x, x);
  for (let i = 0; i < n * n; i++) a.data[i]! /= n;
  for (let i = 0; i < n; i++) a.data[i * n + i]! += ridge;
  return a;
}

/** Symmetric with normal entries. */
export function randomSymmetric(n: number, seed = 1): Matrix {
  const a = randomMatrix(n, n, seed);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a.data[j * n + i] = a.data[i * n + j]!;
  }
  return a;
}

export function identity(n: number): Matrix {
  const a = matrix(n, n);
  for (let i = 0; i < n; i++) a.data[i * n + i] = 1;
  return a;
}

/** The symmetric tridiagonal matrix with this diagonal and these entries beside it. */
export function tridiagonalMatrix(diagonal: readonly number[], beside: readonly number[]): Matrix {
  const n = diagonal.length;
  const a = matrix(n, n);
  diagonal.forEach((entry, i) => (a.data[i * (n + 1)] = entry));
  beside.forEach((entry, i) => (a.data[i * n + i + 1] = a.data[(i + 1) * n + i] = entry));
  return a;
}

/** Q diag(values) Qᵀ with a random orthogonal Q (a product of three reflections). */
export function withEigenvalues(values: readonly number[], seed: number): Matrix {
  const n = values.length;
  let a = identity(n);
  values.forEach((value, i) => (a.data[i * n + i] = value));
  for (let r = 0; r < 3; r++) {
    const v = randomMatrix(n, 1, seed + r);
    const length = v.data.reduce((sum, x) => sum + x * x, 0);
    const h = identity(n);
    for (let at = 0; at < n * n; at++) {
      h.data[at]! -= (2 / length) * v.data[Math.floor(at / n)]! * v.data[at % n]!;
    }
    a = multiply(multiply(h, a), h);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a.data[j * n + i] = a.data[i * n + j]!;
  return a;
}

/** Copies of Wilkinson's matrix of order 21, neighbours joined by `glue`: clusters of nearly equal eigenvalues. */
export function gluedWilkinson(copies: number, glue: number): Matrix {
  const n = 21 * copies;
  const diagonal = range(n).map((i) => Math.abs((i % 21) - 10));
  return tridiagonalMatrix(
    diagonal,
    range(n - 1).map((i) => (i % 21 === 20 ? glue : 1)),
  );
}

/** Hilbert's matrix 1 / (i + j + 1). */
export function hilbert(n: number): Matrix {
  return fromRows(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1))),
  );
}

/** A Bᵀ by the textbook's three loops. */
export function plainGram(a: Matrix, b: Matrix): Matrix {
  const c = matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += a.data[i * a.cols + k]! * b.data[j * b.cols + k]!;
      c.data[i * b.rows + j] = sum;
    }
  }
  return c;
}

/** Largest row sum of |A - B|. */
export function distance(a: Matrix, b: Matrix): number {
  let most = 0;
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let at = i * a.cols; at < (i + 1) * a.cols; at++) {
      sum += Math.abs(a.data[at]! - b.data[at]!);
    }
    if (!(sum <= most)) most = sum;
  }
  return most;
}

/** Largest row sum of |A|. */
export function norm(a: Matrix): number {
  return distance(a, matrix(a.rows, a.cols));
}

/** What `f` throws. */
export function thrownBy(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** Steps of float64 between two numbers of it. */
export function ulps(actual: number, expected: number): number {
  return Math.abs(Number(ordinal(actual) - ordinal(expected)));
}

function ordinal(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** exp(-‖xᵢ - xⱼ‖² / 4.5) of n normal points in three dimensions: the eigenvalues fall fast. */
export function smoothDefinite(n: number, seed = 1): Matrix {
  const x = randomMatrix(n, 3, seed);
  const a = plainGram(x, x);
  const squares = Float64Array.from({ length: n }, (_, i) => a.data[i * n + i]!);
  const data = a.data.map((product, at) => {
    const distance = squares[Math.floor(at / n)]! + squares[at % n]! - 2 * product;
    return Math.exp(-distance / 4.5);
  });
  return matrix(n, n, data);
}

/** A symmetric matrix in tiles that counts the entries asked for. */
export function countingTiles(a: Matrix): { tiles: SymmetricTiles; entries: () => number } {
  let entries = 0;
  const tiles: SymmetricTiles = {
    ...matrixTiles(a),
    tile: async (rows, cols) => {
      entries += rows.length * cols.length;
      await Promise.resolve();
      return submatrix(a, rows, cols);
    },
  };
  return { tiles, entries: () => entries };
}

/** The integers below n. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
