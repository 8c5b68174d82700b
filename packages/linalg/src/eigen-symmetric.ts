import { plainBlocks } from "./block-operations.ts";
import type { BlockOperations } from "./block-operations.ts";
import { checkFinite } from "./check-finite.ts";
import { divideAndConquer } from "./eigen/divide-and-conquer.ts";
import { writeTriangularFactors } from "./eigen/triangular-factors.ts";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { finish, part } from "./steps.ts";
import type { SharedSteps, Steps } from "./steps.ts";
import { PANEL } from "./eigen/reduction.ts";

/** Asymmetry, relative to the largest entry, that no rounding explains. */
const ASYMMETRY = 1e-8;
/** Side of the blocks in which the halves are compared. */
const BLOCK = 32;

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
 * Householder reduction to tridiagonal form, then divide and conquer. Errors are relative to the
 * largest eigenvalue (a few eps of it), not to each. At most 14n³/3 flops, five [n, n] allocations. The lower
 * half is used; the upper half is only compared with it.
 *
 * @throws {@link ShapeError} when A is not square
 * @throws {@link !RangeError} when A is not symmetric (to 1e-8 of its largest entry)
 * @throws {@link NumericalError} `non-finite` (detail: row, col); `max-steps` when an eigenvalue does not converge
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
  const n = a.rows;
  const scale = powerOfTwoFor(checkSymmetricMatrix(a));
  const tridiagonal = yield* part(blocks.tridiagonalize(a, scale), 0, 0.5);
  const { diagonal, offDiagonal, reflectors } = tridiagonal;
  const x = yield* part(divideAndConquer(diagonal, offDiagonal, blocks), 0.5, 0.75);
  const values = diagonal.map((value) => value / scale);
  checkFinite("eigenSymmetric: the eigenvalues", matrix(1, n, values));
  const order = blocks.allocate(1, n).data;
  order.set(Array.from(values.keys()).sort((i, j) => values[j]! - values[i]!));
  const triangles = blocks.allocate(n, PANEL).data;
  writeTriangularFactors(tridiagonal, triangles);
  const reflection = { x, order, reflectors, triangles };
  const vectors = yield* part(blocks.applyReflectors(reflection), 0.75, 1);
  return { values: Float64Array.from(order, (index) => values[index]!), vectors };
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

function largestEntry({ data }: Matrix): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** In blocks, so that both halves pass through the cache once. */
function checkSymmetric(a: Matrix, tolerance: number): void {
  for (let i = 0; i < a.rows; i += BLOCK) {
    for (let j = 0; j <= i; j += BLOCK) checkBlock(a, i, j, tolerance);
  }
}

function checkBlock({ rows: n, data }: Matrix, top: number, left: number, tolerance: number): void {
  for (let i = top; i < Math.min(top + BLOCK, n); i++) {
    for (let j = left; j < Math.min(left + BLOCK, i); j++) {
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
