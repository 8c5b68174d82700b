import { checkCount } from "../check.ts";
import type { Query } from "./query.ts";

/**
 * The `count` candidates with the highest scores, ties to the earlier one.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for
 */
export function topScores(
  candidates: ArrayLike<number>,
  scores: ArrayLike<number>,
  count: number,
): Query {
  checkCount("topScores", count, candidates.length);
  const order = Array.from({ length: candidates.length }, (_, i) => i)
    .sort((i, j) => scores[j]! - scores[i]! || i - j)
    .slice(0, count);
  return {
    picks: Int32Array.from(order, (i) => candidates[i]!),
    scores: Float64Array.from(order, (i) => scores[i]!),
  };
}
