import type * as tfjs from "@tensorflow/tfjs";
import type { ParameterUse } from "../probe/site.ts";
import { type WindowGeometry, windowSlices } from "../tensors/window-slices.ts";
import { biasUse, weightUse, withBias } from "./bias.ts";
import { channelsLast, inOwnFormat, isDilated, paddingOf, windowsOf } from "./conv-options.ts";
import { activated, fieldsOf } from "./layer-fields.ts";
import type { LayerCall, LayerRule } from "./rule.ts";

/** DepthwiseConv2D: filters that each see one channel. */
export const depthwiseConv2d: LayerRule = (call) => {
  const { probe } = call;
  const x = channelsLast(call);
  // TensorFlow.js leaves the dilationRate of this layer out of account.
  const windows = windowsOf(call, x, 1);
  const { z, use } = depthwise(call, x, windows);
  const output = probe(withBias(call, z), [...use, ...biasUse(call)]);
  return inOwnFormat(call, activated(fieldsOf(call), output));
};

/** SeparableConv2D: a depthwise convolution, then a dense layer at every position. */
export const separableConv2d: LayerRule = (call) => {
  const { tf, probe } = call;
  const fields = fieldsOf(call);
  const x = channelsLast(call);
  const { z, use } = depthwise(call, x, windowsOf(call, x));
  const between = probe(z, use) as tfjs.Tensor4D;
  const mixed = tf.conv2d(between, fields.pointwiseKernel.read() as tfjs.Tensor4D, 1, "valid");
  const uses = [...weightUse(call, "pointwise_kernel", between), ...biasUse(call)];
  return inOwnFormat(call, activated(fields, probe(withBias(call, mixed), uses)));
};

function depthwise(
  call: LayerCall,
  x: tfjs.Tensor4D,
  windows: WindowGeometry,
): { readonly z: tfjs.Tensor4D; readonly use: ParameterUse[] } {
  const { tf, trainable } = call;
  const filters = fieldsOf(call).depthwiseKernel.read() as tfjs.Tensor4D;
  const z = isDilated(windows)
    ? dilated(call, x, filters, windows)
    : tf.depthwiseConv2d(x, filters, [...windows.strides], paddingOf(call));
  return { z, use: trainable ? [filterUse(call, x, filters.shape, windows)] : [] };
}

function dilated(
  { tf }: LayerCall,
  x: tfjs.Tensor4D,
  filters: tfjs.Tensor4D,
  windows: WindowGeometry,
): tfjs.Tensor4D {
  const [rows, cols, channels, multiplier] = filters.shape;
  const places = tf.unstack(tf.reshape(filters, [rows * cols, channels, multiplier]));
  const sum = windowSlices(tf, x, windows)
    .map((pixels, i) => tf.mul(tf.expandDims(pixels, 4), places[i]!))
    .reduce((total, part) => tf.add(total, part));
  return tf.reshape(sum, [x.shape[0], ...windows.out, channels * multiplier]);
}

/** Σ over positions of pixel times cotangent, for every place in the window. */
function filterUse(
  { tf, name }: LayerCall,
  x: tfjs.Tensor4D,
  shape: readonly [number, number, number, number],
  windows: WindowGeometry,
): ParameterUse {
  const [rows, cols, channels, multiplier] = shape;
  const entries = rows * cols * channels * multiplier;
  const gradients = (cotangent: tfjs.Tensor, [images]: readonly tfjs.Tensor[]): tfjs.Tensor => {
    const n = cotangent.shape[0];
    const spread = tf.reshape(cotangent, [n, -1, channels, multiplier]);
    const sums = windowSlices(tf, images as tfjs.Tensor4D, windows).map((pixels) =>
      tf.sum(tf.mul(tf.reshape(pixels, [n, -1, channels, 1]), spread), 1),
    );
    return tf.reshape(tf.stack(sums, 1), [n, entries]);
  };
  return {
    kind: "vector",
    layer: name,
    parameter: "depthwise_kernel",
    entries,
    from: [x],
    gradients,
  };
}
