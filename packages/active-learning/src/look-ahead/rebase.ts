import type { LookAheadState } from "./look-ahead-state.ts";

/**
 * The same state with its predictions as the outputs before training: changes count from what the model
 * says now, g, and no longer from f. For a kernel without a network, whose f is 0, and after a pick.
 */
export function rebase(state: LookAheadState): LookAheadState {
  return { ...state, outputs: state.predictions };
}
