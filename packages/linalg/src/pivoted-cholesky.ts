import { checkFinite } from "./check-finite.ts";
import { checkSquare } from "./cholesky.ts";
import { NumericalError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/** A ≈ F Fᵀ of low rank. */
export interface PivotedCholesky {
  /** F, shape [n, rank]. */
  readonly factor: Matrix;
  /** Rows of A in the order in which they were chosen, shape [rank]. */
  readonly pivots: readonly number[];
  /** Trace of A - F Fᵀ: the sum of what is left on the diagonal. */
  readonly residual: number;
}

/**
 * A ≈ F Fᵀ of a symmetric positive semidefinite matrix A [n, n], row of the largest rest first.
 *
 * Stops at rank `rank`, or when the rest's trace is at most `tolerance` times A's. n rank² flops; reads
 * the diagonal and `rank` rows of A.
 *
 * @throws {@link ShapeError} when A is not square
 * @throws {@link !RangeError} when `rank` is not a non-negative integer
 * @throws {@link NumericalError} `not-positive-definite` (detail: pivot, value) when the diagonal has a
 *   negative entry; `non-finite`
 * @see Harbrecht, Peters & Schneider 2012, "On the low-rank approximation by the pivoted Cholesky decomposition"
 */
export function pivotedCholesky(
  a: Matrix,
  rank: number,
  { tolerance = 0 }: { readonly tolerance?: number } = {},
): PivotedCholesky {
  checkSquare("pivotedCholesky", a);
  if (!Number.isInteger(rank) || rank < 0) {
    throw new RangeError(`pivotedCholesky: rank must be a non-negative integer, got ${rank}`);
  }
  const n = a.rows;
  const rest = checkedDiagonal(a);
  const limit = Math.max(tolerance, n * Number.EPSILON) * sum(rest);
  const columns: Float64Array[] = [];
  const pivots: number[] = [];
  while (pivots.length < Math.min(rank, n) && sum(rest) > limit) {
    const pivot = largest(rest);
    const column = nextColumn(a, pivot, columns, rest);
    for (let i = 0; i < n; i++) rest[i] = Math.max(0, rest[i]! - column[i]! ** 2);
    rest[pivot] = 0;
    columns.push(column);
    pivots.push(pivot);
  }
  const factor = matrix(n, columns.length);
  columns.forEach((column, j) => {
    column.forEach((value, i) => (factor.data[i * columns.length + j] = value));
  });
  return { factor, pivots, residual: sum(rest) };
}

function checkedDiagonal(a: Matrix): Float64Array {
  const n = a.rows;
  const rest = Float64Array.from({ length: n }, (_, i) => a.data[i * n + i]!);
  checkFinite("pivotedCholesky: the diagonal", matrix(1, n, rest));
  rest.forEach((value, pivot) => {
    if (value >= 0) return;
    throw new NumericalError(
      `pivotedCholesky: the matrix must be positive semidefinite, got ${value} on its diagonal at index ${pivot}`,
      "not-positive-definite",
      { pivot, value },
    );
  });
  return rest;
}

/** (row `pivot` of A less what the columns have of it) / √rest. */
function nextColumn(
  a: Matrix,
  pivot: number,
  columns: readonly Float64Array[],
  rest: Float64Array,
): Float64Array {
  const column = a.data.slice(pivot * a.cols, (pivot + 1) * a.cols);
  checkFinite(`pivotedCholesky: row ${pivot} of the matrix`, matrix(1, a.cols, column));
  for (const earlier of columns) {
    const weight = earlier[pivot]!;
    for (let i = 0; i < column.length; i++) column[i]! -= weight * earlier[i]!;
  }
  const root = Math.sqrt(rest[pivot]!);
  for (let i = 0; i < column.length; i++) column[i]! /= root;
  return column;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
