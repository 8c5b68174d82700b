import type { Matrix, SymmetricTiles } from "@ntkit/linalg";

/**
 * Everything that a look-ahead needs, from one factorisation; {@link lookAhead} makes it and
 * {@link addPick} extends it.
 */
export interface LookAheadState {
  /** U, the number of rows in the pool. */
  readonly size: number;
  /** N, the number of labelled rows at the beginning, without picks. */
  readonly labelled: number;
  /** λ as used, absolute. */
  readonly ridge: number;
  /** f on the pool before training, shape [U, O]. */
  readonly outputs: Matrix;
  /** g: the pool's predictions after training on the labelled rows and the picks, shape [U, O]. */
  readonly predictions: Matrix;
  /** C(x, x): what the labelled rows and the picks leave of the kernel's diagonal, shape [U]. */
  readonly variance: Float64Array;
  /** k(x, x), shape [U]. */
  readonly diagonal: Float64Array;
  /** k(x, x'), on demand. */
  readonly kernel: SymmetricTiles;
  /** Rows L⁻¹ k(X, x) for K + λI = L Lᵀ, shape [U, N]. */
  readonly whitened: Matrix;
  /** One column of the extended L⁻¹ k(X, ·) for each pick, shape [U] each. */
  readonly extra: readonly Float64Array[];
  /** Pool rows added by {@link addPick}, in order. */
  readonly picks: readonly number[];
}
