import type * as tfjs from "@tensorflow/tfjs";
import { convGeometry } from "../tensors/conv-geometry.ts";
import { type WindowGeometry, windowSlices } from "../tensors/window-slices.ts";
import type { Tfjs } from "../tfjs.ts";
import type { Patch } from "./patch.ts";
import { type KernelCall, replaceKernel } from "./replace-kernel.ts";

/** Gradients of convolutions with respect to filters, and of depthwise ones: there are none in stock. */
export const wasmConvolutionGradients: Patch = {
  name: "gradients of convolutions",
  backend: "wasm",
  versions: ["4.22.0"],
  mends: [
    "gradient of conv2d's filter, stride 2",
    "gradient of depthwiseConv2d",
    "gradient of depthwiseConv2d, stride 2, valid",
    "gradient of depthwiseConv2d's filter",
  ],
  apply: (tf) => {
    const rules = {
      Conv2DBackpropFilter: filterGradient,
      DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
      DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
    };
    for (const [name, rule] of Object.entries(rules)) {
      replaceKernel(tf, "wasm", name, (call) => rule(tf, call));
    }
  },
};

interface Attributes {
  readonly filterShape: [number, number, number, number];
  readonly inputShape: [number, number, number, number];
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: "same" | "valid" | number;
}

/** Σ over windows of pixel ⊗ cotangent, for every place in the window. */
function filterGradient(tf: Tfjs, { inputs, attributes }: KernelCall): tfjs.Tensor {
  const { x, dy } = inputs as Record<"x" | "dy", tfjs.Tensor4D>;
  const { filterShape, ...rest } = attributes as unknown as Attributes;
  const [, , channels, units] = filterShape;
  const cotangents = tf.reshape(dy, [-1, units]);
  const places = windowSlices(tf, x, geometryOf(tf, x.shape, filterShape, rest));
  const gradients = places.map((pixels) => tf.matMul(tf.reshape(pixels, [-1, channels]), cotangents, true)); // prettier-ignore
  return tf.reshape(tf.stack(gradients), filterShape);
}

function depthwiseFilterGradient(tf: Tfjs, { inputs, attributes }: KernelCall): tfjs.Tensor {
  const { x, dy } = inputs as Record<"x" | "dy", tfjs.Tensor4D>;
  const { filterShape, ...rest } = attributes as unknown as Attributes;
  const [, , channels, multiplier] = filterShape;
  const cotangents = tf.reshape(dy, [-1, channels, multiplier]);
  const places = windowSlices(tf, x, geometryOf(tf, x.shape, filterShape, rest));
  const gradients = places.map((pixels) => tf.sum(tf.mul(tf.reshape(pixels, [-1, channels, 1]), cotangents), 0)); // prettier-ignore
  return tf.reshape(tf.stack(gradients), filterShape);
}

/**
 * The transpose of a depthwise convolution: the cotangents, set apart by the strides, under the filter
 * turned by half a turn.
 */
function depthwiseInputGradient(tf: Tfjs, { inputs, attributes }: KernelCall): tfjs.Tensor {
  const { dy, filter } = inputs as Record<"dy" | "filter", tfjs.Tensor4D>;
  const { inputShape, ...rest } = attributes as unknown as Attributes;
  const [rows, cols, channels, multiplier] = filter.shape;
  const geometry = geometryOf(tf, inputShape, filter.shape, rest);
  const apart = setApart(tf, dy, geometry.strides);
  const padding = ([0, 1] as const).map((axis): [number, number] => {
    const before = (filter.shape[axis] - 1) * geometry.dilations[axis] - geometry.before[axis];
    return [before, inputShape[axis + 1]! + geometry.before[axis] - apart.shape[axis + 1]!];
  }) as [[number, number], [number, number]];
  const padded = tf.pad4d(apart, [[0, 0], ...padding, [0, 0]]);
  const turned = tf.reshape(tf.reverse(filter, [0, 1]), [rows, cols, channels * multiplier, 1]);
  const spread = tf.depthwiseConv2d(padded, turned as tfjs.Tensor4D, 1, "valid", "NHWC", [...geometry.dilations] as [number, number]); // prettier-ignore
  return tf.sum(tf.reshape(spread, [...inputShape, multiplier]), -1);
}

/** Zeros between rows and between columns: [N, (H-1) s + 1, (W-1) s + 1, C]. */
function setApart(tf: Tfjs, x: tfjs.Tensor4D, strides: readonly [number, number]): tfjs.Tensor4D {
  if (strides[0] === 1 && strides[1] === 1) return x;
  const [n, height, width, channels] = x.shape;
  const [down, right] = [height * strides[0], width * strides[1]];
  const wide = tf.concat([tf.reshape(x, [n, height, 1, width, 1, channels]), ...zeros(tf, [n, height, 1, width, strides[1] - 1, channels])], 4); // prettier-ignore
  const tall = tf.concat([tf.reshape(wide, [n, height, 1, right, channels]), ...zeros(tf, [n, height, strides[0] - 1, right, channels])], 2); // prettier-ignore
  const all = tf.reshape<tfjs.Rank.R4>(tall, [n, down, right, channels]);
  return tf.slice4d(all, [0, 0, 0, 0], [n, down - strides[0] + 1, right - strides[1] + 1, channels]); // prettier-ignore
}

function zeros(tf: Tfjs, shape: number[]): tfjs.Tensor[] {
  return shape.includes(0) ? [] : [tf.zeros(shape)];
}

function geometryOf(
  tf: Tfjs,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations = 1, pad }: Pick<Attributes, "strides" | "dilations" | "pad">,
): WindowGeometry {
  const window = [filterShape[0]!, filterShape[1]!] as const;
  return convGeometry(tf, inputShape, window, pair(strides), pair(dilations), pad);
}

function pair(value: number | [number, number]): [number, number] {
  return typeof value === "number" ? [value, value] : value;
}
