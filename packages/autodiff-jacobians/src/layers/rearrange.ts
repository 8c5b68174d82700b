import type { FlattenNode, ImageResizeNode, IndexNode, LinearMapNode } from "@ntkit/architecture";
import { outputShape, resizeMatrix, slicePlaces } from "@ntkit/architecture";
import { reshape } from "../ops/linear.ts";
import { mapAxis, sparse } from "../ops/map-axis.ts";
import { sizeOf } from "../ops/op.ts";
import type { Builder } from "../plan/builder.ts";

/** All places and channels as one list. */
export function flattenLayer(_node: FlattenNode, input: number, builder: Builder): number {
  return builder.add(reshape(input, [sizeOf(builder.shape(input))]));
}

/** Interpolation to other sizes, axis by axis. */
export function imageResizeLayer(node: ImageResizeNode, input: number, builder: Builder): number {
  const { method, antialias } = node;
  return node.shape.reduce<number>((here, outputs, axis) => {
    if (outputs === null) return here;
    const shape = builder.shape(here);
    const matrix = resizeMatrix({ size: shape[axis]!, outputs, method, antialias });
    return builder.add(mapAxis(here, shape, axis, sparse(matrix)));
  }, input);
}

/** Some of the places; a single place drops its axis. */
export function indexLayer(node: IndexNode, input: number, builder: Builder): number {
  const shape = outputShape(node, builder.shape(input)) as readonly number[];
  const taken = node.slices.reduce<number>((here, slice, axis) => {
    const before = builder.shape(here);
    const size = before[axis]!;
    const places = typeof slice === "number" ? [(slice + size) % size] : slicePlaces(slice, size);
    const rows = places.map((place) => [{ place, weight: 1 }]);
    return builder.add(mapAxis(here, before, axis, { cols: size, rows }));
  }, input);
  return builder.add(reshape(taken, shape));
}

/** A constant matrix along one axis. */
export function linearMapLayer(node: LinearMapNode, input: number, builder: Builder): number {
  return builder.add(mapAxis(input, builder.shape(input), node.axis - 1, sparse(node.matrix)));
}
