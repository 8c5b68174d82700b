import type * as tfjs from "@tensorflow/tfjs";
import type { Lazy } from "../probe/site.ts";
import { type WindowGeometry, windowSlices } from "../tensors/window-slices.ts";
import { biasUse, weightUse, withBias } from "./bias.ts";
import { channelsLast, inOwnFormat, isDilated, paddingOf, windowsOf } from "./conv-options.ts";
import { activated, fieldsOf, unsupported } from "./layer-fields.ts";
import type { LayerCall, LayerRule } from "./rule.ts";

/** Conv2D: what the kernel is multiplied by is the patch that a position sees. */
export const conv2d: LayerRule = (call) => {
  const fields = fieldsOf(call);
  const x = channelsLast(call);
  const z = convolve(call, x, fields.kernel.read() as tfjs.Tensor4D, windowsOf(call, x));
  return inOwnFormat(call, activated(fields, z));
};

/** Conv1D, as a convolution over images of height 1. */
export const conv1d: LayerRule = (call) => {
  const { tf, inputs } = call;
  const fields = fieldsOf(call);
  if (fields.dataFormat === "channelsFirst") throw unsupported(call, "dataFormat channelsFirst");
  const x = tf.expandDims<tfjs.Tensor4D>(inputs[0]!, 1);
  const kernel = tf.expandDims<tfjs.Tensor4D>(fields.kernel.read(), 0);
  return activated(fields, tf.squeeze(convolve(call, x, kernel, windowsOf(call, x)), [1]));
};

function convolve(
  call: LayerCall,
  x: tfjs.Tensor4D,
  kernel: tfjs.Tensor4D,
  windows: WindowGeometry,
): tfjs.Tensor {
  const { tf, probe } = call;
  const [rows, cols, channels, units] = kernel.shape;
  const size = rows * cols * channels;
  const patches: Lazy = {
    from: [x],
    compute: ([images]) => tf.concat(windowSlices(tf, images as tfjs.Tensor4D, windows), 3),
    shape: [x.shape[0], ...windows.out, size],
  };
  const product = (): tfjs.Tensor =>
    tf.matMul(tf.reshape(patches.compute([x]), [-1, size]), tf.reshape(kernel, [size, units]));
  // Dilated convolutions have no gradient in TensorFlow.js; slices and products have.
  const z = isDilated(windows)
    ? tf.reshape(product(), [x.shape[0], ...windows.out, units])
    : tf.conv2d(x, kernel, [...windows.strides], paddingOf(call));
  return probe(withBias(call, z), [...weightUse(call, "kernel", patches), ...biasUse(call)]);
}
