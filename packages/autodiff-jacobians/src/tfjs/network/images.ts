import { type Network, type Padding, slidingWindow } from "@ntkit/architecture";
import type * as tfjs from "@tensorflow/tfjs";
import type { WindowGeometry } from "../tensors/window-slices.ts";
import type { Tfjs } from "../tfjs.ts";
import { type DeviceLayer, notOnBackend } from "./device-layer.ts";

/** Sequences [N, T, C] as images of height 1; images as they are. */
export function asImages(here: DeviceLayer<Network>, x: tfjs.Tensor): tfjs.Tensor4D {
  if (x.rank === 3) return here.tf.expandDims(x, 1);
  if (x.rank === 4) return x as tfjs.Tensor4D;
  throw notOnBackend(here, ` over ${x.rank - 2} spatial axes`);
}

/** Where the windows of a layer lie; of a layer over one axis they are 1 high. */
export function windowsOf(
  { strides, padding }: { readonly strides?: readonly number[]; readonly padding: Padding },
  sizes: readonly number[],
  images: tfjs.Tensor4D,
): WindowGeometry {
  const two = (values: readonly number[]): [number, number] =>
    values.length === 1 ? [1, values[0]!] : [values[0]!, values[1]!];
  const [window, stride] = [two(sizes), two(strides ?? sizes.map(() => 1))];
  const [rows, cols] = ([0, 1] as const).map(
    (axis) =>
    slidingWindow({ size: images.shape[axis + 1]!, window: window[axis], stride: stride[axis], padding }), // prettier-ignore
  ) as [ReturnType<typeof slidingWindow>, ReturnType<typeof slidingWindow>];
  return {
    window,
    strides: stride,
    dilations: [1, 1],
    before: [rows.low, cols.low],
    out: [rows.outputs, cols.outputs],
  };
}

/** Images with what lies beyond their edges, zeros or the other side, such that every window fits. */
export function padImages(
  tf: Tfjs,
  images: tfjs.Tensor4D,
  { window, strides, before, out }: WindowGeometry,
  padding: Padding,
): tfjs.Tensor4D {
  return ([0, 1] as const).reduce((x, axis) => {
    const size = x.shape[axis + 1]!;
    const reach = (out[axis] - 1) * strides[axis] + window[axis];
    const [low, high] = [before[axis], Math.max(0, reach - before[axis] - size)];
    if (low + high === 0) return x;
    if (padding === "circular") {
      const indices = Array.from({ length: low + size + high }, (_, i) => (((i - low) % size) + size) % size); // prettier-ignore
      return tf.gather(x, tf.tensor1d(indices, "int32"), axis + 1);
    }
    const pads: [number, number][] = [[0, 0], [0, 0], [0, 0], [0, 0]]; // prettier-ignore
    pads[axis + 1] = [low, high];
    return tf.pad(x, pads);
  }, images);
}
