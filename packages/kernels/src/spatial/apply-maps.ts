import type { AxisMap } from "./axis-map.ts";
import { placesOf } from "./field.ts";

/**
 * K'(o, o') = Σ M₁(o, p) M₂(o', p') K(p, p') for maps that act along single axes of both examples.
 *
 * @param maps1 - one per axis of the first example, null where it stays
 * @param maps2 - the same for the second
 */
export function applyMaps(
  values: Float64Array,
  shape1: readonly number[],
  shape2: readonly number[],
  maps1: readonly (AxisMap | null)[],
  maps2: readonly (AxisMap | null)[],
): Float64Array {
  let here = { values, shape: [...shape1, ...shape2] };
  [...maps1, ...maps2].forEach((map, axis) => {
    if (map !== null) here = applyMap(here.values, here.shape, axis, map);
  });
  return here.values;
}

function applyMap(
  values: Float64Array,
  shape: readonly number[],
  axis: number,
  map: AxisMap,
): { values: Float64Array; shape: number[] } {
  const outer = placesOf(shape.slice(0, axis));
  const inner = placesOf(shape.slice(axis + 1));
  const result = new Float64Array(outer * map.outputs * inner);
  for (let a = 0; a < outer; a++) {
    for (let o = 0; o < map.outputs; o++) {
      const target = (a * map.outputs + o) * inner;
      for (let n = map.starts[o]!; n < map.starts[o + 1]!; n++) {
        const source = (a * map.size + map.places[n]!) * inner;
        const weight = map.weights[n]!;
        for (let b = 0; b < inner; b++) {
          result[target + b] = result[target + b]! + weight * values[source + b]!;
        }
      }
    }
  }
  return { values: result, shape: shape.with(axis, map.outputs) };
}
