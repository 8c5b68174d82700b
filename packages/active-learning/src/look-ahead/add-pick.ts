import { matrix, NumericalError } from "@ntkit/linalg";
import type { EngineOptions } from "@ntkit/linalg";
import { checkIndices, checkMatrix } from "../check.ts";
import { isRedundant } from "./is-redundant.ts";
import type { LookAheadState } from "./look-ahead-state.ts";
import { posteriorCovariance } from "./posterior-covariance.ts";

/**
 * The state after training with one more row, without factoring anew: the next look-ahead sees it.
 *
 *   g ← g + C(·, c)(h − g(c)) / s,   C ← C − C(·, c)C(c, ·) / s,   s = C(c, c) + λ
 *
 * O(U N) time and [U] more memory; the given state stays as it is.
 *
 * @param pick - a row of the pool that is not among its picks
 * @param target - its label, or the one that it is thought to have, shape [O]
 * @throws {@link NumericalError} "singular" (detail: row, variance) when the row is redundant: nothing but
 *   rounding is left of it
 * @throws {@link RangeError} for a row outside the pool or picked before; {@link ShapeError}
 */
export async function addPick(
  state: LookAheadState,
  pick: number,
  target: ArrayLike<number>,
  options: EngineOptions = {},
): Promise<LookAheadState> {
  checkIndices("addPick", "picks", [...state.picks, pick], state.size);
  const { cols: outputs } = state.predictions;
  checkMatrix("addPick", "target", matrix(1, target.length, Float64Array.from(target)), 1, outputs);
  if (isRedundant(state, pick)) throw redundant(state, pick);
  const all = Int32Array.from({ length: state.size }, (_, row) => row);
  const row = await posteriorCovariance(state, Int32Array.of(pick), all, options);
  const scale = 1 / Math.sqrt(state.variance[pick]! + state.ridge);
  const column = row.data.map((value) => value * scale);
  const predictions = matrix(state.size, outputs, Float64Array.from(state.predictions.data));
  for (let o = 0; o < outputs; o++) {
    const error = (target[o]! - state.predictions.data[pick * outputs + o]!) * scale;
    for (let x = 0; x < state.size; x++) predictions.data[x * outputs + o]! += column[x]! * error;
  }
  return {
    ...state,
    predictions,
    variance: state.variance.map((value, x) => Math.max(0, value - column[x]! ** 2)),
    extra: [...state.extra, column],
    picks: [...state.picks, pick],
  };
}

function redundant({ variance }: LookAheadState, row: number): NumericalError {
  return new NumericalError(
    `addPick: the pick must add something to the labelled rows, got row ${row} with ${variance[row]!} of its kernel left; use a ridge, or leave it out`,
    "singular",
    { row, variance: variance[row]! },
  );
}
