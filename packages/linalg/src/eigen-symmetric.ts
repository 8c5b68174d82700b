import type { Matrix } from "./matrix.ts";

/** A = V diag(values) Vᵀ. */
export interface EigenSymmetric {
  /** Eigenvalues, descending, shape [n]. */
  readonly values: Float64Array;
  /** V, shape [n, n]: column j is the unit eigenvector of `values[j]`. */
  readonly vectors: Matrix;
}
