import { plainBlocks } from "./block-operations.ts";
import type { BlockOperations } from "./block-operations.ts";
import { checkFinite } from "./check-finite.ts";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { reflectorProduct } from "./reflector-product.ts";
import { finish, part } from "./steps.ts";
import type { SharedSteps, Steps } from "./steps.ts";
import { tridiagonalQl } from "./tridiagonal-ql.ts";
import { tridiagonalize } from "./tridiagonalize.ts";

/** Asymmetry, relative to the largest entry, that no rounding explains. */
const ASYMMETRY = 1e-8;

/** A = V diag(values) Vᵀ. */
export interface EigenSymmetric {
  /** Eigenvalues, descending, shape [n]. */
  readonly values: Float64Array;
  /** V, shape [n, n]: column j is the unit eigenvector of `values[j]`. */
  readonly vectors: Matrix;
}

/**
 * A = V diag(values) Vᵀ of a symmetric matrix A [n, n], eigenvalues descending.
 *
 * Householder reduction to tridiagonal form, then implicit QL. Errors are relative to the largest
 * eigenvalue (a few eps of it), not to each. About 8n³ flops, three [n, n] allocations. The lower
 * half is used; the upper half is only compared with it.
 *
 * @throws {@link ShapeError} when A is not square
 * @throws {@link !RangeError} when A is not symmetric (to 1e-8 of its largest entry)
 * @throws {@link NumericalError} `non-finite` (detail: row, col); `max-steps` when QL does not converge
 */
export function eigenSymmetric(a: Matrix): EigenSymmetric {
  return finish(eigenSymmetricSteps(a));
}

export function eigenSymmetricSteps(a: Matrix): Steps<EigenSymmetric> {
  return eigenSymmetricWith(a, plainBlocks) as Steps<EigenSymmetric>;
}

/** {@link eigenSymmetric} with the heavy parts done by `blocks`. */
export function* eigenSymmetricWith(
  a: Matrix,
  blocks: BlockOperations,
): SharedSteps<EigenSymmetric> {
  const scale = powerOfTwoFor(checkSymmetricMatrix(a));
  const scaled = blocks.allocate(a.rows, a.cols);
  for (let at = 0; at < a.data.length; at++) scaled.data[at] = a.data[at]! * scale;
  const tridiagonal = yield* part(tridiagonalize(scaled, blocks), 0, 0.3);
  const vectors = yield* part(reflectorProduct(tridiagonal, blocks), 0.3, 0.45);
  const values = tridiagonal.diagonal;
  yield* part(tridiagonalQl(values, tridiagonal.offDiagonal, vectors, blocks), 0.45, 1);
  const unscaled = values.map((value) => value / scale);
  checkFinite("eigenSymmetric: the eigenvalues", matrix(1, a.rows, unscaled));
  return descending(unscaled, vectors);
}

/** Size of the largest entry; throws unless `a` is square, finite and symmetric. */
export function checkSymmetricMatrix(a: Matrix): number {
  if (a.rows !== a.cols) {
    throw new ShapeError(`eigenSymmetric: the matrix must be square, got ${a.rows}×${a.cols}`);
  }
  checkFinite("eigenSymmetric: the matrix", a);
  const size = largestEntry(a);
  checkSymmetric(a, ASYMMETRY * size);
  return size;
}

/** The power of 2 that brings `size` near 1, so that squares neither overflow nor underflow. */
function powerOfTwoFor(size: number): number {
  return size > 0 ? 2 ** Math.min(1000, -Math.floor(Math.log2(size))) : 1;
}

function largestEntry(a: Matrix): number {
  return a.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function checkSymmetric({ rows: n, data }: Matrix, tolerance: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const below = data[i * n + j]!;
      const above = data[j * n + i]!;
      if (Math.abs(below - above) > tolerance) {
        throw new RangeError(
          `eigenSymmetric: the matrix must be symmetric, got ${below} in row ${i}, column ${j} and ${above} in row ${j}, column ${i}`,
        );
      }
    }
  }
}

/** The pairs in descending order of the values. */
function descending(values: Float64Array, vectors: Matrix): EigenSymmetric {
  const n = values.length;
  const order = Array.from(values.keys()).sort((i, j) => values[j]! - values[i]!);
  const sorted = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sorted.data[i * n + j] = vectors.data[i * n + order[j]!]!;
  }
  return { values: Float64Array.from(order, (index) => values[index]!), vectors: sorted };
}
