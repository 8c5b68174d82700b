import type {
  AvgPoolNode,
  GlobalAvgPoolNode,
  GlobalSumPoolNode,
  MaxPoolNode,
  SumPoolNode,
} from "@ntkit/architecture";
import { largest } from "../ops/largest.ts";
import { reshape } from "../ops/linear.ts";
import { mapAxis } from "../ops/map-axis.ts";
import type { SparseMatrix } from "../ops/map-axis.ts";
import { sizeOf } from "../ops/op.ts";
import type { Builder } from "../plan/builder.ts";
import { slidingAxis, slidingWindows } from "./windows.ts";

/** Means or sums over windows, axis by axis: both are products over the axes. */
export function poolLayer(
  node: AvgPoolNode | SumPoolNode,
  input: number,
  builder: Builder,
): number {
  const spatial = builder.shape(input).slice(0, -1);
  return spatial.reduce((here, size, axis) => {
    const [window, stride] = [node.windowShape[axis]!, node.strides?.[axis] ?? 1];
    const { outputs, at } = slidingAxis({ size, window, stride, padding: node.padding });
    const rows = Array.from({ length: outputs }, (_, o) => {
      const seen = Array.from({ length: window }, (_unused, delta) => at(o, delta));
      const there = seen.filter((index) => index >= 0);
      const divisor = node.type === "sumPool" ? 1 : node.normalizeEdges ? there.length : window;
      return there.map((index) => ({ place: index, weight: 1 / divisor }));
    });
    return builder.add(mapAxis(here, builder.shape(here), axis, { cols: size, rows }));
  }, input);
}

/** Maxima over windows; what lies beyond the edges takes no part. */
export function maxPoolLayer(node: MaxPoolNode, input: number, builder: Builder): number {
  const shape = builder.shape(input);
  const [sizes, channels] = [shape.slice(0, -1), shape.at(-1)!];
  const { spatial, places, window } = slidingWindows(node, node.windowShape, sizes);
  const from = { places, window, size: sizeOf(sizes), channels };
  return builder.add(largest(input, [...spatial, channels], from));
}

/** The mean or the sum over all places. */
export function globalPoolLayer(
  node: GlobalAvgPoolNode | GlobalSumPoolNode,
  input: number,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  const [size, channels] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
  const weight = node.type === "globalSumPool" ? 1 : 1 / size;
  const row = Array.from({ length: size }, (_, place) => ({ place, weight }));
  const matrix: SparseMatrix = { cols: size, rows: [row] };
  const flat = builder.add(reshape(input, [size, channels]));
  const pooled = builder.add(mapAxis(flat, [size, channels], 0, matrix));
  return builder.add(reshape(pooled, [channels]));
}
