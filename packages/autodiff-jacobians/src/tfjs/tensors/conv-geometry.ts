import type { Tfjs } from "../tfjs.ts";
import type { WindowGeometry } from "./window-slices.ts";

type Pair = readonly [number, number];

/** Where the windows of a convolution lie, as TensorFlow places them. */
export function convGeometry(
  tf: Tfjs,
  inputShape: readonly number[],
  window: Pair,
  strides: Pair,
  dilations: Pair,
  padding: "same" | "valid" | number,
): WindowGeometry {
  const shape = inputShape as [number, number, number, number];
  const filter: [number, number, number, number] = [window[0], window[1], shape[3], 1];
  const info = tf.backend_util.computeConv2DInfo(shape, filter, [...strides] as [number, number], [...dilations] as [number, number], padding); // prettier-ignore
  return {
    window,
    strides,
    dilations,
    before: [info.padInfo.top, info.padInfo.left],
    out: [info.outHeight, info.outWidth],
  };
}
