import { accumulateProduct } from "./accumulate-product.ts";
import { nonFinite } from "./check-finite.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { BLOCK, solveRows } from "./solve-rows.ts";
import { finish, part } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { view, window } from "./view.ts";
import type { View } from "./view.ts";

/** A = L Lᵀ. */
export interface Cholesky {
  /** L, shape [n, n]; entries above the diagonal are 0. */
  readonly lower: Matrix;
}

/**
 * Factor L with A = L Lᵀ of a symmetric positive definite matrix A [n, n].
 *
 * Only the lower half of A is read. n³/3 flops, one [n, n] allocation. Nothing is added to the
 * diagonal: a matrix that is not positive definite in float64 is an error that says where.
 *
 * @throws {@link ShapeError} when A is not square
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when the lower half has NaN or
 *   Infinity or a pivot overflows; `not-positive-definite` (detail: pivot, value) when a pivot is not above 0
 * @see Golub & Van Loan, "Matrix Computations", section 4.2 (left-looking by blocks)
 */
export function cholesky(a: Matrix): Cholesky {
  return finish(choleskySteps(a));
}

export function* choleskySteps(a: Matrix): Steps<Cholesky> {
  checkSquare("cholesky", a);
  const n = a.rows;
  const lower = yield* lowerHalf(a);
  const l = view(lower);
  for (let j = 0; j < n; j += BLOCK) {
    const end = Math.min(j + BLOCK, n);
    const column = window(l, j, n, j, end);
    const left = window(l, j, n, 0, j);
    const update = accumulateProduct(column, left, window(l, j, end, 0, j), { sign: -1 });
    yield* part(update, fraction(j, n), fraction(end, n));
    clearUpper(window(l, j, end, j, end));
    factorBlock(window(l, j, end, j, end), j);
    yield* part(
      solveRows(window(l, end, n, j, end), window(l, j, end, j, end)),
      fraction(end, n),
      fraction(end, n),
    );
    yield fraction(end, n);
  }
  return { lower };
}

/** Throws unless `a` is square. */
export function checkSquare(caller: string, a: Matrix): void {
  if (a.rows !== a.cols) {
    throw new ShapeError(`${caller}: the matrix must be square, got ${a.rows}×${a.cols}`);
  }
}

/** Share of the n³/3 flops that are done after `j` columns. */
function fraction(j: number, n: number): number {
  const x = j / n;
  return x * x * (3 - 2 * x);
}

/** A copy of the lower half, zeros above it; throws where an entry is not finite. */
export function* lowerHalf(a: Matrix): Steps<Matrix> {
  const n = a.rows;
  const lower = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a.data[i * n + j]!;
      if (!Number.isFinite(value)) {
        throw nonFinite("cholesky: the matrix", value, i, j);
      }
      lower.data[i * n + j] = value;
    }
    yield 0;
  }
  return lower;
}

/** The block update also fills the part above the diagonal. */
function clearUpper(a: View): void {
  for (let i = 0; i < a.rows; i++) {
    const row = a.offset + i * a.rowStride;
    a.data.fill(0, row + i + 1, row + a.cols);
  }
}

/** Factors the small block `a` in place; `first` is the index of its first pivot. */
function factorBlock(a: View, first: number): void {
  const { data, offset, rowStride } = a;
  for (let i = 0; i < a.rows; i++) {
    const ri = offset + i * rowStride;
    for (let j = 0; j <= i; j++) {
      const rj = offset + j * rowStride;
      let sum = data[ri + j]!;
      for (let k = 0; k < j; k++) sum -= data[ri + k]! * data[rj + k]!;
      data[ri + j] = j < i ? sum / data[rj + j]! : pivotRoot(sum, first + i);
    }
  }
}

function pivotRoot(value: number, pivot: number): number {
  if (value > 0 && value < Infinity) return Math.sqrt(value);
  throw pivotError(value, pivot);
}

/** The error for a pivot that has no positive finite root. */
export function pivotError(value: number, pivot: number): NumericalError {
  if (!Number.isFinite(value)) {
    return new NumericalError(
      `cholesky: pivots must be finite, got ${value} at index ${pivot}; the entries overflow, rescale them`,
      "non-finite",
      { row: pivot, col: pivot },
    );
  }
  return new NumericalError(
    `cholesky: the matrix must be positive definite, got pivot ${value} at index ${pivot}; ` +
      `a ridge on the diagonal makes it so`,
    "not-positive-definite",
    { pivot, value },
  );
}
