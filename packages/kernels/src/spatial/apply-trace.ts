import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { Field } from "./field.ts";
import { createField, placesOf } from "./field.ts";
import type { Variances } from "./variances.ts";
import { varianceAt } from "./variances.ts";

/**
 * The sum over equal places, those that both examples have, times `scale`: a field of one place. With
 * `scales` 1/n₁, 1/n₂ for the variances, so that R scales by their geometric mean.
 */
export function applyTrace(
  field: Field,
  left: Variances,
  right: Variances,
  scales: readonly [number, number],
): Field {
  const { lanes } = field;
  const result = createField([], [], true, lanes);
  const parts = commonEntries(field);
  const scale = Math.sqrt(scales[0]) * Math.sqrt(scales[1]);
  for (let lane = 0; lane < lanes; lane++) {
    let [p1, p2] = [0, 0];
    const add = (v1: number, v2: number, entry: number): void => {
      const vDiff = entry < 0 ? v1 - v2 : field.diff[entry]!;
      const excess = radiusExcess(p1, p2, result.diff[lane]!, v1, v2, vDiff);
      if (entry >= 0) {
        result.cov[lane] = result.cov[lane]! + field.cov[entry]!;
        result.ntk[lane] = result.ntk[lane]! + field.ntk[entry]!;
        result.apart[lane] = result.apart[lane]! + field.apart[entry]!;
        result.together[lane] = result.together[lane]! + field.together[entry]!;
      }
      result.apart[lane] = result.apart[lane]! + excess;
      result.together[lane] = result.together[lane]! + excess;
      result.diff[lane] = result.diff[lane]! + vDiff;
      p1 += v1;
      p2 += v2;
    };
    for (const { first, second, entry } of parts) {
      const v1 = first < 0 ? 0 : varianceAt(left, first);
      const v2 = second < 0 ? 0 : varianceAt(right, second, lane);
      add(v1, v2, entry < 0 ? -1 : entry + lane);
    }
    for (const name of ["cov", "apart", "together", "ntk"] as const) {
      result[name][lane] = result[name][lane]! * scale;
    }
    result.diff[lane] =
      scales[0] === scales[1] ? result.diff[lane]! * scale : p1 * scales[0] - p2 * scales[1];
  }
  return result;
}

interface Part {
  readonly first: number;
  readonly second: number;
  /** Entry of lane 0; -1 where only one of the examples has the place. */
  readonly entry: number;
}

/** Every place of either example: those of both with their entry, the others alone. */
function commonEntries({ shape1, shape2, diagonal, lanes }: Field): Part[] {
  const places2 = placesOf(shape2);
  if (String(shape1) === String(shape2)) {
    return Array.from({ length: places2 }, (_, p) => ({
      first: p,
      second: p,
      entry: diagonal ? p * lanes : p * places2 + p,
    }));
  }
  const parts: Part[] = [];
  const larger = shape1.map((size, axis) => Math.max(size, shape2[axis]!));
  for (let place = 0; place < placesOf(larger); place++) {
    const [first, second] = [placeIn(place, larger, shape1), placeIn(place, larger, shape2)];
    if (first < 0 && second < 0) continue;
    parts.push({ first, second, entry: first < 0 || second < 0 ? -1 : first * places2 + second });
  }
  return parts;
}

/** The number in `shape` of the place that has a number in `larger`; -1 where it has none. */
function placeIn(place: number, larger: readonly number[], shape: readonly number[]): number {
  let [rest, number, step] = [place, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = rest % larger[axis]!;
    rest = (rest - at) / larger[axis]!;
    if (at >= shape[axis]!) return -1;
    number += at * step;
    step *= shape[axis]!;
  }
  return number;
}
