import { checkCandidates } from "./check-candidates.ts";
import type { Geometry } from "./geometry.ts";
import { pickOneByOne } from "./pick-one-by-one.ts";
import type { Query, QueryOptions } from "./query.ts";

/**
 * LCMD, largest cluster maximum distance: each row belongs to the nearest labelled row or pick; the
 * cluster with the largest sum of squared distances gives its farthest candidate, again and again.
 * Representative and diverse at once. Scores are the distances.
 *
 * Without labelled rows the first pick is the candidate with the largest norm. O(count U) distances.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for
 * @see Holzmüller, Zaverkin, Kästner & Steinwart 2023 (arXiv:2203.09410), LCMD-TP
 */
export async function largestCluster(
  geometry: Geometry,
  count: number,
  options: QueryOptions = {},
): Promise<Query> {
  const candidates = checkCandidates("largestCluster", geometry, count, options);
  const nearest = Float64Array.from(geometry.nearestLabelled.squaredDistances);
  const owner = Int32Array.from(geometry.nearestLabelled.labelled);
  const choose = (left: Int32Array): number => {
    const measure = nearest[left[0]!] === Infinity ? geometry.squaredNorms : nearest;
    return farthestOfLargest(left, measure, owner);
  };
  const update = (distances: Float64Array, n: number): void => {
    distances.forEach((distance, x) => {
      if (distance >= nearest[x]!) return;
      nearest[x] = distance;
      // Picks are told from labelled rows by their sign.
      owner[x] = -2 - n;
    });
  };
  return pickOneByOne(geometry, candidates, count, { nearest, choose, update }, options);
}

function farthestOfLargest(rows: Int32Array, squared: Float64Array, owner: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const x of rows) sizes.set(owner[x]!, (sizes.get(owner[x]!) ?? 0) + squared[x]!);
  const [largest] = [...sizes].reduce((best, next) => (next[1] > best[1] ? next : best));
  const members = rows.filter((x) => owner[x] === largest);
  return members.reduce((best, x) => (squared[x]! > squared[best]! ? x : best), members[0]!);
}
