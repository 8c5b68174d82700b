import type { Matrix } from "@ntkit/linalg";

/** What a fitted learner predicts with: offset + K* coefficients. */
export interface KernelExpansion {
  /** Shape [n, O]. */
  readonly coefficients: Matrix;
  /** Shape [O]. */
  readonly offset: Float64Array;
}
