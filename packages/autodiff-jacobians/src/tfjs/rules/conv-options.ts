import type * as tfjs from "@tensorflow/tfjs";
import { convGeometry } from "../tensors/conv-geometry.ts";
import type { WindowGeometry } from "../tensors/window-slices.ts";
import { fieldsOf, pairOf, unsupported } from "./layer-fields.ts";
import type { LayerCall } from "./rule.ts";

/** Where a layer's windows lie on images x; those of a 1D layer are 1 high. */
export function windowsOf(call: LayerCall, x: tfjs.Tensor4D, dilation?: number): WindowGeometry {
  const { kernelSize, strides, dilationRate } = fieldsOf(call);
  const flat = kernelSize.length === 1;
  const pair = (value: number | readonly number[]): [number, number] =>
    flat ? [1, pairOf(value)[0]] : pairOf(value);
  return convGeometry(
    call.tf,
    x.shape,
    pair(kernelSize),
    pair(strides),
    pair(dilation ?? dilationRate),
    paddingOf(call),
  );
}

/** Whether windows have gaps. */
export function isDilated({ dilations }: WindowGeometry): boolean {
  return dilations[0] > 1 || dilations[1] > 1;
}

/** The layer's padding, which TensorFlow.js does not have in causal form. */
export function paddingOf(call: LayerCall): "same" | "valid" {
  const { padding } = fieldsOf(call);
  if (padding === "causal") throw unsupported(call, "causal padding");
  return padding;
}

/** The layer's images with channels as their last axis. */
export function channelsLast(call: LayerCall): tfjs.Tensor4D {
  const x = call.inputs[0] as tfjs.Tensor4D;
  return fieldsOf(call).dataFormat === "channelsFirst" ? call.tf.transpose(x, [0, 2, 3, 1]) : x;
}

/** Images with channels where the layer has them. */
export function inOwnFormat(call: LayerCall, z: tfjs.Tensor): tfjs.Tensor {
  return fieldsOf(call).dataFormat === "channelsFirst" ? call.tf.transpose(z, [0, 3, 1, 2]) : z;
}
