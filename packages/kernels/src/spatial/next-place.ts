import type { AxisMap } from "./axis-map.ts";
import { axisMaps } from "./axis-map.ts";
import type { SpatialOp } from "./spatial-op.ts";
import { windowTaps } from "./window-taps.ts";

/** Spatial sizes and the places that count. */
export interface Place {
  readonly shape: readonly number[];
  readonly mask: Uint8Array | null;
}

/**
 * Where the signal is after an op.
 *
 * A place counts after a convolution or pool when the place in the middle of its window did, after a
 * transposed one and a linear map when any place that it reads does.
 */
export function nextPlace(op: SpatialOp, { shape, mask }: Place): Place {
  switch (op.type) {
    case "window": {
      const taps = shape.map((size, axis) => windowTaps(op, axis, size, op.transposed));
      const after = taps.map(({ outputs }) => outputs);
      if (mask === null) return { shape: after, mask };
      const readers = taps.map(({ outputs, window, places }) =>
        Array.from({ length: outputs }, (_, o) => {
          const under = Array.from(places.subarray(o * window, (o + 1) * window));
          return op.transposed ? under : [under[(window - 1) >> 1]!];
        }),
      );
      return { shape: after, mask: maskOf(mask, shape, readers) };
    }
    case "pool":
    case "map":
    case "resize":
    case "index": {
      const maps = axisMaps(op, shape);
      const after = shape.map((size, axis) => maps[axis]?.outputs ?? size);
      const kept =
        op.type === "index" ? after.filter((_, i) => typeof op.slices[i] !== "number") : after;
      if (mask === null) return { shape: kept, mask };
      const readers = maps.map((map, axis) => readersOf(op, map, axis, shape[axis]!));
      return { shape: kept, mask: maskOf(mask, shape, readers) };
    }
    case "globalPool":
    case "trace":
      return { shape: [], mask: null };
    case "fork": {
      const [branch = []] = op.branches;
      return branch.reduce<Place>((here, each) => nextPlace(each, here), { shape, mask });
    }
    default:
      return { shape, mask };
  }
}

/** The places that decide whether an output along one axis counts. */
function readersOf(op: SpatialOp, map: AxisMap | null, axis: number, size: number): number[][] {
  if (op.type === "pool") {
    const { outputs, window, places } = windowTaps(op, axis, size, false);
    const middle = (window - 1) >> 1;
    return Array.from({ length: outputs }, (_, o) => [places[o * window + middle]!]);
  }
  if (map === null) return Array.from({ length: size }, (_, place) => [place]);
  return Array.from({ length: map.outputs }, (_, o) =>
    Array.from(map.places.subarray(map.starts[o], map.starts[o + 1])),
  );
}

/** Whether any place that an output reads counts, shape [outputs]. */
function maskOf(
  mask: Uint8Array,
  shape: readonly number[],
  readers: readonly (readonly (readonly number[])[])[],
): Uint8Array | null {
  let lists: number[][] = [[0]];
  shape.forEach((size, axis) => {
    lists = lists.flatMap((list) =>
      readers[axis]!.map((under) =>
        list.flatMap((place) => under.flatMap((at) => (at < 0 ? [] : [place * size + at]))),
      ),
    );
  });
  const after = Uint8Array.from(lists, (list) => Number(list.some((place) => mask[place] === 1)));
  return after.every((each) => each === 1) ? null : after;
}
