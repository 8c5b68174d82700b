import type { Matrix } from "@ntkit/linalg";
import { checkFinite } from "../check.ts";

/**
 * Class probabilities softmax(scores / temperature), row by row, shape [M, classes].
 *
 *   p_c = e^(s_c / T) / Σ_k e^(s_k / T)
 *
 * @param temperature - T > 0, in units of the scores; default 1. Does not overflow.
 * @throws {@link RangeError} when T is not positive; {@link NumericalError} for a score that is not finite
 */
export function softmaxProbabilities(scores: Matrix, temperature = 1): Matrix {
  if (!(temperature > 0)) {
    throw new RangeError(`softmaxProbabilities: temperature must be positive, got ${temperature}`);
  }
  checkFinite("softmaxProbabilities", "scores", scores);
  const { rows, cols } = scores;
  const data = new Float64Array(scores.data.length);
  for (let i = 0; i < rows; i++) softmaxRow(scores.data, data, i * cols, cols, 1 / temperature);
  return { rows, cols, data };
}

/** p[from …] = softmax(slope · s[from …]) over `count` entries. */
export function softmaxRow(
  s: Float64Array,
  p: Float64Array,
  from: number,
  count: number,
  slope: number,
): void {
  let highest = -Infinity;
  for (let c = from; c < from + count; c++) highest = Math.max(highest, slope * s[c]!);
  let sum = 0;
  for (let c = from; c < from + count; c++) {
    p[c] = Math.exp(slope * s[c]! - highest);
    sum += p[c]!;
  }
  for (let c = from; c < from + count; c++) p[c]! /= sum;
}
