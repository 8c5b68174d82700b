import { random } from "@ntkit/linalg";
import { checkCandidates } from "./check-candidates.ts";
import type { Geometry } from "./geometry.ts";
import { pickOneByOne } from "./pick-one-by-one.ts";
import type { Query, QueryOptions } from "./query.ts";

/**
 * BADGE's choice: k-means++ seeding on the geometry of gradient embeddings ({@link badgeGeometry}). The
 * first pick is the longest embedding, each next one is drawn with probability proportional to its
 * squared distance to the nearest pick. Scores are the distances at the time of the pick.
 *
 * O(count U) distances. Where all distances are 0, what is left is drawn evenly.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for
 * @see Ash et al. 2020 (arXiv:1906.03671)
 */
export async function badge(
  geometry: Geometry,
  count: number,
  seed: number,
  options: QueryOptions = {},
): Promise<Query> {
  const candidates = checkCandidates("badge", geometry, count, options);
  const { uniform } = random(seed);
  const nearest = Float64Array.from(geometry.squaredNorms);
  let first = true;
  const choose = (left: Int32Array): number =>
    first ? longest(left, nearest) : draw(left, nearest, uniform());
  const update = (distances: Float64Array): void => {
    distances.forEach((distance, x) => {
      nearest[x] = first ? distance : Math.min(nearest[x]!, distance);
    });
    first = false;
  };
  return pickOneByOne(geometry, candidates, count, { nearest, choose, update }, options);
}

function longest(rows: Int32Array, squaredNorms: Float64Array): number {
  return rows.reduce((best, x) => (squaredNorms[x]! > squaredNorms[best]! ? x : best), rows[0]!);
}

/** A row with probability proportional to its weight. */
function draw(rows: Int32Array, weights: Float64Array, uniform: number): number {
  const total = rows.reduce((sum, x) => sum + weights[x]!, 0);
  if (total === 0) return rows[Math.floor(uniform * rows.length)]!;
  let rest = uniform * total;
  for (const x of rows) {
    rest -= weights[x]!;
    if (rest < 0) return x;
  }
  return rows.findLast((x) => weights[x]! > 0)!;
}
