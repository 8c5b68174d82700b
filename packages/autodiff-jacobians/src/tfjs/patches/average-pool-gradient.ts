import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

type PoolInfo = ReturnType<Tfjs["backend_util"]["computePool2DInfo"]>;

/**
 * Gradient of 2D average pooling where windows reach over the edge: forward, they take the mean of what
 * lies inside; the stock gradient divides by the size of the whole window.
 */
export function averagePoolGradient(backend: "cpu" | "wasm" | "webgpu"): Patch {
  return {
    name: "gradient of average pooling at the edge",
    backend,
    versions: ["4.22.0"],
    mends: ["gradient of avgPool, stride 2, same"],
    apply: (tf) => {
      replaceKernel(tf, backend, "AvgPoolGrad", ({ inputs, attributes, stock }) => {
        const { dy, input } = inputs as Record<"dy" | "input", tfjs.Tensor>;
        const { filterSize, strides, pad } = attributes as unknown as tfjs.AvgPoolGradAttrs;
        const shape = input.shape as [number, number, number, number];
        const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
        const excess = excessOf(info);
        if (excess === undefined) return stock();
        return stock({ dy: tf.mul(dy, tf.tensor4d(excess, [1, info.outHeight, info.outWidth, 1])) }); // prettier-ignore
      });
    },
  };
}

/** Pixels of each window over those of them that lie inside; undefined where all are 1. */
function excessOf(info: PoolInfo): Float32Array | undefined {
  const rows = insideOf(info.outHeight, info.strideHeight, info.padInfo.top, info.filterHeight, info.inHeight); // prettier-ignore
  const cols = insideOf(info.outWidth, info.strideWidth, info.padInfo.left, info.filterWidth, info.inWidth); // prettier-ignore
  const area = info.filterHeight * info.filterWidth;
  const excess = Float32Array.from(rows.flatMap((height) => cols.map((width) => area / (height * width)))); // prettier-ignore
  return excess.some((value) => value !== 1) ? excess : undefined;
}

/** Along one axis, how much of each window lies inside. */
function insideOf(
  out: number,
  stride: number,
  before: number,
  window: number,
  size: number,
): number[] {
  // prettier-ignore
  return Array.from({ length: out }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + window, size) - Math.max(start, 0);
  });
}
