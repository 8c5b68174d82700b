import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

type PoolInfo = ReturnType<Tfjs["backend_util"]["computePool2DInfo"]>;

/**
 * Gradient of 2D max pooling. The stock kernel looks for the maximum from the smallest positive float32
 * on, so that windows without a positive number lose their gradient.
 */
export const wasmMaxPoolGradient: Patch = {
  name: "gradient of max pooling",
  backend: "wasm",
  versions: ["4.22.0"],
  mends: [
    "gradient of maxPool where all is negative",
    "gradient of maxPool with overlapping windows",
  ],
  apply: (tf) => {
    replaceKernel(tf, "wasm", "MaxPoolGrad", ({ inputs, attributes }) => {
      const { dy, input } = inputs as Record<"dy" | "input", tfjs.Tensor>;
      const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tfjs.MaxPoolGradAttrs; // prettier-ignore
      const shape = input.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode); // prettier-ignore
      const gradient = poolGradient(input.dataSync(), dy.dataSync(), info);
      return tf.tensor(gradient, shape, "float32");
    });
  },
};

/** The first largest number of every window gets the window's gradient, as in the other backends. */
function poolGradient(x: tfjs.TypedArray, dy: tfjs.TypedArray, info: PoolInfo): Float32Array {
  const { outHeight, outWidth, inChannels: channels } = info;
  const gradient = new Float32Array(x.length);
  for (let window = 0; window < info.batchSize * outHeight * outWidth; window++) {
    const pixels = pixelsOf(window, info);
    for (let c = 0; c < channels; c++) {
      let best = -1;
      for (const pixel of pixels) {
        const at = pixel * channels + c;
        if (best < 0 || x[at]! > x[best]!) best = at;
      }
      if (best >= 0) gradient[best]! += dy[window * channels + c]!;
    }
  }
  return gradient;
}

/** Pixels of the batch that lie under a window, row by row. */
function pixelsOf(window: number, info: PoolInfo): number[] {
  const { outHeight, outWidth, inHeight, inWidth } = info;
  const image = Math.floor(window / (outHeight * outWidth));
  const top = (Math.floor(window / outWidth) % outHeight) * info.strideHeight - info.padInfo.top;
  const left = (window % outWidth) * info.strideWidth - info.padInfo.left;
  const pixels: number[] = [];
  for (let row = Math.max(top, 0); row < Math.min(top + info.filterHeight, inHeight); row++) {
    for (let col = Math.max(left, 0); col < Math.min(left + info.filterWidth, inWidth); col++) {
      pixels.push((image * inHeight + row) * inWidth + col);
    }
  }
  return pixels;
}
