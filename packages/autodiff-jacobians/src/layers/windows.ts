import { slidingWindow, transposedWindow } from "@ntkit/architecture";
import type { Padding } from "@ntkit/architecture";
import type { Places } from "../ops/gather.ts";
import { sizeOf } from "../ops/op.ts";

/** Windows over the spatial axes. */
export interface Windows {
  /** Sizes of the result. */
  readonly spatial: readonly number[];
  /** The place under every part of every window, [outputs, size of the window]; -1 beyond the edges. */
  readonly places: Places;
  /** Places of a window. */
  readonly window: number;
}

interface WindowNode {
  readonly strides?: readonly number[];
  readonly padding: Padding;
}

/** One axis: sizes, and the place under part δ of window o. */
interface Axis {
  readonly outputs: number;
  readonly window: number;
  readonly at: (o: number, delta: number) => number;
}

/** Windows that slide over places, as convolutions and pools have them. */
export function slidingWindows(
  node: WindowNode,
  sizes: readonly number[],
  spatial: readonly number[],
): Windows {
  return combine(axesOf(node, sizes, spatial, slidingAxis), spatial);
}

/** Windows of a transposed convolution: part δ of window o shows the input that adds to o through δ. */
export function transposedWindows(
  node: WindowNode,
  sizes: readonly number[],
  spatial: readonly number[],
): Windows {
  return combine(axesOf(node, sizes, spatial, transposedAxis), spatial);
}

interface AxisOptions {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** The axis of a sliding window. */
export function slidingAxis(options: AxisOptions): Axis {
  const { size, window, stride, padding } = options;
  const { outputs, low } = slidingWindow(options);
  const at = (o: number, delta: number): number => {
    const place = o * stride - low + delta;
    if (padding === "circular") return ((place % size) + size) % size;
    return place >= 0 && place < size ? place : -1;
  };
  return { outputs, window, at };
}

function transposedAxis(options: AxisOptions): Axis {
  const { size, window, stride, padding } = options;
  const { outputs, low } = transposedWindow(options);
  const at = (o: number, delta: number): number => {
    const reached = o + low - delta;
    const wrapped = padding === "circular" ? ((reached % outputs) + outputs) % outputs : reached;
    if (wrapped < 0 || wrapped % stride !== 0) return -1;
    const place = wrapped / stride;
    return place < size ? place : -1;
  };
  return { outputs, window, at };
}

function axesOf(
  { strides, padding }: WindowNode,
  sizes: readonly number[],
  spatial: readonly number[],
  axis: (options: AxisOptions) => Axis,
): Axis[] {
  return spatial.map((size, i) =>
    axis({ size, window: sizes[i]!, stride: strides?.[i] ?? 1, padding }),
  );
}

/** All combinations of the axes' windows and parts, the last axis fastest. */
function combine(axes: readonly Axis[], spatial: readonly number[]): Windows {
  const outputs = axes.map((axis) => axis.outputs);
  const parts = axes.map((axis) => axis.window);
  const [count, window] = [sizeOf(outputs), sizeOf(parts)];
  const places = new Int32Array(count * window);
  for (let o = 0; o < count; o++) {
    for (let k = 0; k < window; k++) {
      places[o * window + k] = placeOf(axes, spatial, digits(o, outputs), digits(k, parts));
    }
  }
  return { spatial: outputs, places, window };
}

function placeOf(
  axes: readonly Axis[],
  spatial: readonly number[],
  o: readonly number[],
  delta: readonly number[],
): number {
  return axes.reduce((place, axis, i) => {
    const here = axis.at(o[i]!, delta[i]!);
    return place < 0 || here < 0 ? -1 : place * spatial[i]! + here;
  }, 0);
}

function digits(index: number, sizes: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = sizes.length - 1; i >= 0; i--) {
    result[i] = index % sizes[i]!;
    index = Math.floor(index / sizes[i]!);
  }
  return result;
}
