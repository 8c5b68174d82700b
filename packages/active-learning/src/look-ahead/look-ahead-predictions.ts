import { selectRows } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { checkIndices, checkMatrix } from "../check.ts";
import { isRedundant } from "./is-redundant.ts";
import type { LookAheadState } from "./look-ahead-state.ts";
import { posteriorCovariance } from "./posterior-covariance.ts";

/**
 * f⁺ for each candidate alone: the pool's predictions after training with it, shape [C, U, O] flat, where
 * {@link scoreCandidates} keeps only their sum.
 *
 *   f⁺(x) = g(x) + C(x, c)(h − g(c)) / (C(c, c) + λ)
 *
 * A redundant candidate changes nothing. O(C U (N + O)) time and 8 C U O bytes.
 *
 * @param targets - h, the label of each candidate, shape [C, O]
 * @throws {@link RangeError} for candidates outside the pool or repeated; {@link ShapeError};
 *   {@link NumericalError} "non-finite"
 */
export async function lookAheadPredictions(
  state: LookAheadState,
  candidates: ArrayLike<number>,
  targets: Matrix,
  options: EngineOptions = {},
): Promise<Float64Array> {
  const rows = checkIndices("lookAheadPredictions", "candidates", candidates, state.size);
  const { cols: outputs, data: now } = state.predictions;
  checkMatrix("lookAheadPredictions", "targets", targets, rows.length, outputs);
  const all = Int32Array.from({ length: state.size }, (_, row) => row);
  const result = new Float64Array(rows.length * state.size * outputs);
  const errors = selectRows(state.predictions, rows).data.map((g, at) => targets.data[at]! - g);
  for (let top = 0; top < rows.length; top += TILE) {
    const part = rows.subarray(top, top + TILE);
    const { data } = await posteriorCovariance(state, part, all, options);
    for (let i = top; i < top + part.length; i++) {
      const scale = isRedundant(state, rows[i]!)
        ? 0
        : 1 / (state.variance[rows[i]!]! + state.ridge);
      const gains = data.subarray((i - top) * state.size, (i - top + 1) * state.size);
      const error = errors.subarray(i * outputs, (i + 1) * outputs).map((value) => value * scale);
      result.set(shifted(now, gains, error), i * state.size * outputs);
    }
    options.onProgress?.((top + part.length) / rows.length);
  }
  return result;
}

/** Candidates whose covariance with the pool is in memory at a time. */
const TILE = 64;

/** g(x) + gain(x) error, shape [U, O]. */
function shifted(now: Float64Array, gains: Float64Array, error: Float64Array): Float64Array {
  const outputs = error.length;
  return now.map((g, at) => g + gains[Math.floor(at / outputs)]! * error[at % outputs]!);
}
