import { squaredDistances } from "./geometry.ts";
import type { Geometry } from "./geometry.ts";
import type { Query, QueryOptions } from "./query.ts";

/** How rows are picked one after the other by distances. */
export interface Picking {
  /** Squared distance of each row to the nearest labelled row or pick. */
  readonly nearest: Float64Array;
  /** The next pick, from the candidates that are left. */
  readonly choose: (left: Int32Array) => number;
  /** Brings `nearest` up to date with the squared distances of all rows to pick n = 0, 1, …. */
  readonly update: (distances: Float64Array, n: number) => void;
}

/** `count` of the candidates; scores are the distances at the time of the pick. */
export async function pickOneByOne(
  geometry: Geometry,
  candidates: Int32Array,
  count: number,
  { nearest, choose, update }: Picking,
  options: QueryOptions,
): Promise<Query> {
  const picked = new Set<number>();
  const scores: number[] = [];
  while (picked.size < count) {
    options.signal?.throwIfAborted();
    const row = choose(candidates.filter((x) => !picked.has(x)));
    scores.push(Math.sqrt(nearest[row]!));
    update(await squaredDistances(geometry, row, options), picked.size);
    picked.add(row);
    options.onProgress?.(picked.size / count);
  }
  return { picks: Int32Array.from(picked), scores: Float64Array.from(scores) };
}
