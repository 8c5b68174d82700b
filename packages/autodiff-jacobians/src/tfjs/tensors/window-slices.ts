import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";

/** Windows that slide over images [N, H, W, C]. Sizes are of height and width. */
export interface WindowGeometry {
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows and columns of zeros before the image. */
  readonly before: readonly [number, number];
  /** Number of windows. */
  readonly out: readonly [number, number];
}

/**
 * For every place in the window, row by row, the pixels that are at this place of the windows:
 * tensors [N, outH, outW, C].
 */
export function windowSlices(
  tf: Tfjs,
  x: tfjs.Tensor4D,
  { window, strides, dilations, before, out }: WindowGeometry,
): tfjs.Tensor4D[] {
  const padded = padToFit(tf, x, { window, strides, dilations, before, out });
  return Array.from({ length: window[0] * window[1] }, (_, tap) => {
    const row = Math.floor(tap / window[1]) * dilations[0];
    const col = (tap % window[1]) * dilations[1];
    return everyOther(tf, padded, [row, col], strides, out);
  });
}

/**
 * Pixels from `start` on, `strides` apart. By plain slices: in TensorFlow.js those with strides are slow
 * on WebAssembly and have no gradient.
 */
function everyOther(
  tf: Tfjs,
  x: tfjs.Tensor4D,
  [row, col]: readonly [number, number],
  [down, right]: readonly [number, number],
  [rows, cols]: readonly [number, number],
): tfjs.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const [deep, wide] = [rows * down, cols * right * channels];
  // Lines of pixels are one piece of memory; pixels alone would be copied one by one.
  const lines = tf.reshape(x, [n, height, width * channels]);
  const block = tf.slice(lines, [0, row, col * channels], [n, deep, wide]);
  if (down === 1 && right === 1) return tf.reshape(block, [n, rows, cols, channels]);
  const sets = tf.reshape(block, [n * rows, down, wide]);
  const kept = tf.slice(sets, [0, 0, 0], [n * rows, 1, wide]);
  const pixels = tf.reshape(kept, [n * rows * cols, right, channels]);
  return tf.reshape(tf.slice(pixels, [0, 0, 0], [n * rows * cols, 1, channels]), [n, rows, cols, channels]); // prettier-ignore
}

/** Zeros around the images, such that every window fits with the pixels up to the next one's start. */
function padToFit(tf: Tfjs, x: tfjs.Tensor4D, geometry: WindowGeometry): tfjs.Tensor4D {
  const { window, strides, dilations, before, out } = geometry;
  const [rows, cols] = ([0, 1] as const).map((axis): [number, number] => {
    const reach = out[axis] * strides[axis] + (window[axis] - 1) * dilations[axis];
    return [before[axis], Math.max(reach - before[axis] - x.shape[axis + 1]!, 0)];
  }) as [[number, number], [number, number]];
  const padding = rows[0] + rows[1] + cols[0] + cols[1];
  return padding === 0 ? x : tf.pad4d(x, [[0, 0], rows, cols, [0, 0]]);
}
