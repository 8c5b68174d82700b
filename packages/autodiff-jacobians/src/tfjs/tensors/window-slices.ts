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
  const [n, , , channels] = x.shape;
  const padded = padToFit(tf, x, { window, strides, dilations, before, out });
  return Array.from({ length: window[0] * window[1] }, (_, tap) => {
    const top = Math.floor(tap / window[1]) * dilations[0];
    const left = (tap % window[1]) * dilations[1];
    const [height, width] = [(out[0] - 1) * strides[0] + 1, (out[1] - 1) * strides[1] + 1];
    // A plain slice has a gradient; one with strides has none.
    return strides[0] === 1 && strides[1] === 1
      ? tf.slice4d(padded, [0, top, left, 0], [n, height, width, channels])
      : tf.stridedSlice(padded, [0, top, left, 0], [n, top + height, left + width, channels], [1, ...strides, 1]) as tfjs.Tensor4D; // prettier-ignore
  });
}

function padToFit(tf: Tfjs, x: tfjs.Tensor4D, geometry: WindowGeometry): tfjs.Tensor4D {
  const { window, strides, dilations, before, out } = geometry;
  const [rows, cols] = ([0, 1] as const).map((axis): [number, number] => {
    const reach = (out[axis] - 1) * strides[axis] + (window[axis] - 1) * dilations[axis] + 1;
    return [before[axis], Math.max(reach - before[axis] - x.shape[axis + 1]!, 0)];
  }) as [[number, number], [number, number]];
  const padding = rows[0] + rows[1] + cols[0] + cols[1];
  return padding === 0 ? x : tf.pad4d(x, [[0, 0], rows, cols, [0, 0]]);
}
