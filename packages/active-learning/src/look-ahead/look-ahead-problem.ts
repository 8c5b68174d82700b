import type { Matrix, SymmetricTiles } from "@ntkit/linalg";

/** A labelled set, a pool, and the kernel between them: N labelled rows, U pool rows, O outputs. */
export interface LookAheadProblem {
  /** K, the kernel of the labelled rows, shape [N, N]. */
  readonly train: Matrix;
  /** Kernel of the pool's rows with the labelled ones, shape [U, N]. */
  readonly cross: Matrix;
  /** Kernel of the pool, shape [U, U], as a matrix or as tiles. */
  readonly pool: Matrix | SymmetricTiles;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** f on the labelled rows before training, shape [N, O]. Default 0. */
  readonly trainOutputs?: Matrix | undefined;
  /** f on the pool before training, shape [U, O]. Default 0. */
  readonly poolOutputs?: Matrix | undefined;
  /** λ, added to the diagonal as it is. Default 0: training to convergence. */
  readonly ridge?: number | undefined;
}
