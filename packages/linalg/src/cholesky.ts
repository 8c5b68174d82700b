import type { Matrix } from "./matrix.ts";

/** A = L Lᵀ. */
export interface Cholesky {
  /** L, shape [n, n]; entries above the diagonal are 0. */
  readonly lower: Matrix;
}
