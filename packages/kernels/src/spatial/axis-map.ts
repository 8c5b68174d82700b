import { resizeMatrix, slicePlaces, slidingWindow } from "@ntkit/architecture";
import type { SpatialOp, Windows } from "./spatial-op.ts";

/** A sparse matrix [outputs, size] along one axis, by rows. */
export interface AxisMap {
  readonly size: number;
  readonly outputs: number;
  /** Where each row begins, and at the end where the last one ends, shape [outputs + 1]. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** Rows of [place, weight] as a map. */
export function axisMap(
  size: number,
  rows: readonly (readonly (readonly [number, number])[])[],
): AxisMap {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = starts[i]! + row.length;
  });
  const entries = rows.flat();
  return {
    size,
    outputs: rows.length,
    starts,
    places: Int32Array.from(entries, ([place]) => place),
    weights: Float64Array.from(entries, ([, weight]) => weight),
  };
}

/** A matrix [outputs, size] as a map of its nonzero entries. */
function denseAxisMap(matrix: readonly (readonly number[])[], size: number): AxisMap {
  const rows = matrix.map((row) =>
    row.slice(0, size).flatMap((weight, place) => (weight === 0 ? [] : [[place, weight] as const])),
  );
  return axisMap(size, rows);
}

/** Sums over windows along one axis of `size` places. */
function poolMap(
  { shape, strides, padding }: Windows,
  axis: number,
  size: number,
  divisor: "window" | "seen" | "none",
): AxisMap {
  const [window, stride] = [shape[axis]!, strides[axis]!];
  const { outputs, low } = slidingWindow({ size, window, stride, padding });
  const rows = Array.from({ length: outputs }, (_, output) => {
    const seen: number[] = [];
    for (let offset = 0; offset < window; offset++) {
      const place = output * stride - low + offset;
      if (padding === "circular") seen.push(((place % size) + size) % size);
      else if (place >= 0 && place < size) seen.push(place);
    }
    const by = divisor === "none" ? 1 : divisor === "window" ? window : seen.length;
    return seen.map((place) => [place, 1 / by] as const);
  });
  return axisMap(size, rows);
}

/** The maps along each axis of an op that maps axes separately; null where an axis stays as it is. */
export function axisMaps(
  op: Extract<SpatialOp, { type: "pool" | "map" | "resize" | "index" }>,
  shape: readonly number[],
): (AxisMap | null)[] {
  return shape.map((size, axis) => {
    switch (op.type) {
      case "pool":
        return poolMap(op, axis, size, op.divisor);
      case "map":
        return axis + 1 === op.axis ? denseAxisMap(op.matrix, size) : null;
      case "resize": {
        const outputs = op.node.shape[axis] ?? size;
        return outputs === size
          ? null
          : denseAxisMap(resizeMatrix({ ...op.node, size, outputs }), size);
      }
      case "index": {
        const slice = op.slices[axis];
        if (slice === undefined) return null;
        const taken =
          typeof slice === "number" ? [(slice + size) % size] : slicePlaces(slice, size);
        return axisMap(
          size,
          taken.map((place) => [[place, 1]] as const),
        );
      }
    }
  });
}
