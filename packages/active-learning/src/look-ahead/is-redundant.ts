import type { LookAheadState } from "./look-ahead-state.ts";

/**
 * Whether the labelled rows and the picks leave nothing of this pool row but rounding: without a ridge
 * its label is decided already, and training on another would have no solution.
 *
 *   C(c, c) + λ ≤ (N + picks + 1) ε k(c, c)
 */
export function isRedundant(state: LookAheadState, row: number): boolean {
  const terms = state.labelled + state.picks.length + 1;
  return state.variance[row]! + state.ridge <= terms * Number.EPSILON * state.diagonal[row]!;
}
