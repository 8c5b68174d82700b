import { EigenvalueDecomposition } from "ml-matrix";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { toRows } from "./rows.ts";
import { finish } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** A = V diag(values) Vᵀ. */
export interface EigenSymmetric {
  /** Eigenvalues, descending, shape [n]. */
  readonly values: Float64Array;
  /** V, shape [n, n]: column j is the unit eigenvector of `values[j]`. */
  readonly vectors: Matrix;
}

/** A = V diag(values) Vᵀ of a symmetric matrix A [n, n], eigenvalues descending. */
export function eigenSymmetric(a: Matrix): EigenSymmetric {
  return finish(eigenSymmetricSteps(a));
}

export function* eigenSymmetricSteps(a: Matrix): Steps<EigenSymmetric> {
  const n = a.rows;
  if (n !== a.cols) {
    throw new ShapeError(`eigenSymmetric: the matrix must be square, got ${a.rows}×${a.cols}`);
  }
  yield 0;
  const evd = new EigenvalueDecomposition(toRows(a), { assumeSymmetric: true });
  const ascending = evd.eigenvectorMatrix;
  const vectors = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) vectors.data[i * n + j] = ascending.get(i, n - 1 - j);
  }
  return { values: Float64Array.from(evd.realEigenvalues).reverse(), vectors };
}
