import type { Matrix } from "@ntkit/linalg";
import type { KernelExpansion } from "./kernel-expansion.ts";
import type { SolverOptions } from "../solver-options.ts";

/** A learner fitted to one kernel at every value of its grid. */
export interface LearnerPath {
  /** Predictions for M rows from their kernel `cross` [M, n] with the training rows: one [M, O] per grid value. */
  predict(cross: Matrix, options?: SolverOptions): Promise<readonly Matrix[]>;
  /** What it predicts with, one per grid value, for learners that are linear in the kernel. */
  readonly expansions?: readonly KernelExpansion[];
}

export interface LearnerOptions extends SolverOptions {
  /** Which rows of the table the kernel is of, shape [n], for learners that know something of each row. */
  readonly rows?: ArrayLike<number> | undefined;
}

/**
 * A way to learn from a kernel with one regularisation parameter, fitted at all its values together
 * so that they can share work.
 *
 * Targets are [n, O]; predictions have the same columns: regression values, or one score per class
 * where the targets are one-hot.
 */
export interface Learner {
  readonly name: string;
  /** Values of the regularisation parameter, in the order in which ties are broken. */
  readonly grid: readonly number[];
  fitPath(kernel: Matrix, targets: Matrix, options?: LearnerOptions): Promise<LearnerPath>;
}
