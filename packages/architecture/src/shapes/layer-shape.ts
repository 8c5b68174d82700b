import { isActivation } from "../activation-node.ts";
import type { FanInConcatNode } from "../combinators/fan-in-concat.ts";
import type { FanInProdNode } from "../combinators/fan-in-prod.ts";
import type { FanInSumNode } from "../combinators/fan-in-sum.ts";
import type { FanOutNode } from "../combinators/fan-out.ts";
import type { ParallelNode } from "../combinators/parallel.ts";
import type { RepeatNode } from "../combinators/repeat.ts";
import type { SerialNode } from "../combinators/serial.ts";
import type { ConvolutionOptions } from "../internal/weight-options.ts";
import type { PoolOptions } from "../internal/pool-options.ts";
import { NetworkError } from "../network-error.ts";
import type { Network } from "../network.ts";
import type { ExampleShape } from "./output-shape.ts";
import { slicePlaces } from "./slice-places.ts";
import { type WindowPlaces, type Window, slidingWindow } from "./sliding-window.ts";
import { transposedWindow } from "./transposed-window.ts";

type Path = readonly (string | number)[];

/** A node that changes one signal: everything but combinators. */
export type LayerNode = Exclude<
  Network,
  | SerialNode
  | RepeatNode
  | ParallelNode
  | FanOutNode
  | FanInSumNode
  | FanInConcatNode
  | FanInProdNode
>;

/** Returns the shape after one layer. */
export function layerShape(node: LayerNode, shape: ExampleShape, path: Path): ExampleShape {
  const spatial = shape.slice(0, -1) as readonly number[];
  const channels = shape.at(-1);
  if (isActivation(node)) return shape;
  switch (node.type) {
    case "dense":
      return [...spatial, node.units];
    case "conv":
    case "convLocal":
      return [...slide(spatial, node, node.filterShape, slidingWindow, path), node.channels];
    case "convTranspose":
      return [...slide(spatial, node, node.filterShape, transposedWindow, path), node.channels];
    case "avgPool":
    case "sumPool":
    case "maxPool":
      return [...slide(spatial, node, node.windowShape, slidingWindow, path), channels];
    case "globalAvgPool":
    case "globalSumPool":
      return [channels];
    case "flatten":
      return [channels === undefined ? undefined : spatial.reduce((size, n) => size * n, channels)];
    case "selfAttention":
      return [...spatial, node.channels];
    case "embedding":
      if (channels !== 1) {
        throw new NetworkError(
          `embedding must read whole numbers in one channel, got ${String(channels)} channels`,
          { path },
        );
      }
      return [...spatial, node.channels];
    case "imageResize":
      expectAxes(node.shape, spatial, [...path, "shape"]);
      return [...node.shape.map((size, axis) => size ?? spatial[axis]!), channels];
    case "index":
      return [...indexed(node.slices, spatial, path), channels];
    case "linearMap":
      return [...mapped(node.matrix, node.axis, spatial, path), channels];
    case "aggregate":
      expectAxis(node.axis, spatial, [...path, "axis"]);
      return shape;
    case "layerNorm":
      if (node.spatialAxes === "all") return shape;
      node.spatialAxes.forEach((axis, i) => {
        expectAxis(axis, spatial, [...path, "spatialAxes", i]);
      });
      return shape;
    case "identity":
    case "batchNorm":
    case "dropout":
      return shape;
  }
}

function slide(
  spatial: readonly number[],
  { strides, padding }: Pick<ConvolutionOptions & PoolOptions, "strides" | "padding">,
  windows: readonly number[],
  places: (window: Window) => WindowPlaces,
  path: Path,
): number[] {
  const name = "filterShape or windowShape";
  if (windows.length !== spatial.length) {
    throw new NetworkError(
      `${name} must have one size per spatial axis, ${spatial.length}; got ${windows.length}`,
      { path },
    );
  }
  if (strides !== undefined) expectAxes(strides, spatial, [...path, "strides"]);
  return spatial.map((size, axis) => {
    const [window, stride] = [windows[axis]!, strides?.[axis] ?? 1];
    const { outputs } = places({ size, window, stride, padding });
    if (outputs >= 1) return outputs;
    throw new NetworkError(
      `the window must fit into axis ${axis + 1}, got a window of ${window} over ${size}; use padding "same"`,
      { path },
    );
  });
}

function indexed(
  slices: readonly (number | { readonly start?: number })[],
  spatial: readonly number[],
  path: Path,
): number[] {
  if (slices.length > spatial.length) {
    throw new NetworkError(
      `must have at most one slice per spatial axis, ${spatial.length}; got ${slices.length}`,
      { path: [...path, "slices"] },
    );
  }
  return spatial.flatMap((size, axis) => {
    const slice = slices[axis] ?? {};
    const at = [...path, "slices", axis];
    if (typeof slice === "number") {
      if (slice >= -size && slice < size) return [];
      throw new NetworkError(`must be a place of an axis of ${size}, got ${slice}`, { path: at });
    }
    const { length } = slicePlaces(slice, size);
    if (length > 0) return [length];
    throw new NetworkError(`must take at least one place of ${size}`, { path: at });
  });
}

function mapped(
  matrix: readonly (readonly number[])[],
  axis: number,
  spatial: readonly number[],
  path: Path,
): number[] {
  expectAxis(axis, spatial, [...path, "axis"]);
  const [size, columns] = [spatial[axis - 1]!, matrix[0]!.length];
  if (columns === size) return spatial.with(axis - 1, matrix.length);
  throw new NetworkError(
    `must have one column per place of axis ${axis}, ${size}; got ${columns}`,
    {
      path: [...path, "matrix"],
    },
  );
}

function expectAxes(list: readonly unknown[], spatial: readonly number[], path: Path): void {
  if (list.length === spatial.length) return;
  throw new NetworkError(
    `must have one entry per spatial axis, ${spatial.length}; got ${list.length}`,
    { path },
  );
}

function expectAxis(axis: number, spatial: readonly number[], path: Path): void {
  if (axis <= spatial.length) return;
  throw new NetworkError(`must be a spatial axis, at most ${spatial.length}, got ${axis}`, {
    path,
  });
}
