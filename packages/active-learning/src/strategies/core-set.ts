import { checkCandidates } from "./check-candidates.ts";
import type { Geometry } from "./geometry.ts";
import { pickOneByOne } from "./pick-one-by-one.ts";
import type { Query, QueryOptions } from "./query.ts";

/**
 * Core-set selection: again and again the candidate that is farthest from everything labelled or picked
 * (greedy k-centre, within twice the best covering radius). Scores are the distances.
 *
 * Without labelled rows the first pick is the candidate with the largest norm. O(count U) distances.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for
 * @see Sener & Savarese 2018 (arXiv:1708.00489)
 */
export async function coreSet(
  geometry: Geometry,
  count: number,
  options: QueryOptions = {},
): Promise<Query> {
  const candidates = checkCandidates("coreSet", geometry, count, options);
  const nearest = Float64Array.from(geometry.nearestLabelled.squaredDistances);
  const update = (distances: Float64Array): void => {
    distances.forEach((distance, x) => (nearest[x] = Math.min(nearest[x]!, distance)));
  };
  const choose = (left: Int32Array): number => farthest(left, nearest, geometry.squaredNorms);
  return pickOneByOne(geometry, candidates, count, { nearest, choose, update }, options);
}

/** The largest distance; where all are infinite, the largest norm. Ties to the earlier candidate. */
function farthest(rows: Int32Array, nearest: Float64Array, squaredNorms: Float64Array): number {
  let best = -1;
  for (const x of rows) {
    if (best < 0 || nearest[x]! > nearest[best]!) best = x;
    else if (nearest[x] === Infinity && squaredNorms[x]! > squaredNorms[best]!) best = x;
  }
  return best;
}
