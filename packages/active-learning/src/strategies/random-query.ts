import { random } from "@ntkit/linalg";
import { checkCount } from "../check.ts";
import type { Query } from "./query.ts";

/**
 * `count` candidates, each equally likely; all scores are 0.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for
 */
export function randomQuery(candidates: ArrayLike<number>, count: number, seed: number): Query {
  checkCount("randomQuery", count, candidates.length);
  const picks = random(seed).shuffle(Array.from(candidates)).slice(0, count);
  return { picks: Int32Array.from(picks), scores: new Float64Array(count) };
}
