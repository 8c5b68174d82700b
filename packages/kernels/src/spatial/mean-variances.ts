import { placesOf } from "./field.ts";

/** Variances of one example [places], each replaced by the mean over the given axes of places that count. */
export function meanVariances(
  values: Float64Array,
  shape: readonly number[],
  axes: readonly number[] | "all",
  mask: Uint8Array | null,
): Float64Array {
  const summed = shape.map((_, axis) => axes === "all" || axes.includes(axis + 1));
  const group = groupsOf(shape, summed);
  const groups = placesOf(shape.filter((_, axis) => !summed[axis]));
  const [totals, counts] = [new Float64Array(groups), new Float64Array(groups)];
  group.forEach((g, place) => {
    if (mask?.[place] === 0) return;
    totals[g] = totals[g]! + values[place]!;
    counts[g] = counts[g]! + 1;
  });
  return Float64Array.from(group, (g) => (counts[g] === 0 ? 0 : totals[g]! / counts[g]!));
}

/** The number of the group of every place: places that differ along summed axes only are one group. */
function groupsOf(shape: readonly number[], summed: readonly boolean[]): number[] {
  let groups = [0];
  shape.forEach((size, axis) => {
    groups = groups.flatMap((group) =>
      Array.from({ length: size }, (_, at) => (summed[axis] ? group : group * size + at)),
    );
  });
  return groups;
}
