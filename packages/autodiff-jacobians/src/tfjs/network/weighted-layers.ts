import type { BatchNormNode, ConvNode, DenseNode, EmbeddingNode } from "@ntkit/architecture";
import type * as tfjs from "@tensorflow/tfjs";
import type { Lazy, ParameterUse } from "../probe/site.ts";
import { type WindowGeometry, windowSlices } from "../tensors/window-slices.ts";
import type { DeviceLayer } from "./device-layer.ts";
import { asImages, padImages, windowsOf } from "./images.ts";

/** z = scale x W + scale b on the last axis. */
export function denseOnBackend(here: DeviceLayer<DenseNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, layer } = here;
  const weight = here.parameter(layer, "weight");
  const [inputs, units] = weight.spec.shape as [number, number];
  const rows = tf.matMul(tf.reshape(x, [-1, inputs]), weight.value);
  const z = tf.reshape(tf.mul(rows, weight.spec.scale), [...x.shape.slice(0, -1), units]);
  return finish(here, z, x);
}

/** A convolution over one or two spatial axes. */
export function convOnBackend(here: DeviceLayer<ConvNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, layer, node } = here;
  const weight = here.parameter(layer, "weight");
  const [inputs, units] = weight.spec.shape.slice(-2) as [number, number];
  const images = asImages(here, x);
  const windows = windowsOf(node, node.filterShape, images);
  const padded = padImages(tf, images, windows, node.padding);
  const filter = tf.reshape<tfjs.Rank.R4>(weight.value, [...windows.window, inputs, units]);
  const z = tf.mul(tf.conv2d(padded, filter, [...windows.strides], "valid"), weight.spec.scale);
  const shape = [x.shape[0], ...windows.out.slice(x.rank === 3 ? 1 : 0), units];
  return finish(here, tf.reshape(z, shape), patchesOf(here, padded, windows));
}

function patchesOf(
  { tf }: DeviceLayer<ConvNode>,
  padded: tfjs.Tensor4D,
  windows: WindowGeometry,
): Lazy {
  const inside: WindowGeometry = { ...windows, before: [0, 0] };
  const size = windows.window[0] * windows.window[1] * padded.shape[3];
  return {
    from: [padded],
    compute: ([images]) => tf.concat(windowSlices(tf, images as tfjs.Tensor4D, inside), 3),
    shape: [padded.shape[0], ...windows.out, size],
  };
}

/** z with its bias, its parameters marked. */
function finish(
  here: DeviceLayer<ConvNode | DenseNode>,
  z: tfjs.Tensor,
  inputs: tfjs.Tensor | Lazy,
): tfjs.Tensor {
  const { tf, layer, node, probe } = here;
  const { trainable, biasStd } = node;
  const { scale } = here.parameter(layer, "weight").spec;
  const uses: ParameterUse[] = [{ kind: "linear", layer, parameter: "weight", inputs, scale }];
  if (biasStd === null) return probe(z, trainable ? uses : []);
  const bias = here.parameter(layer, "bias");
  uses.push({ kind: "bias", layer, parameter: "bias", scale: bias.spec.scale });
  return probe(tf.add(z, tf.mul(bias.value, bias.spec.scale)), trainable ? uses : []);
}

/** Rows of a table, times the scale. */
export function embeddingOnBackend(here: DeviceLayer<EmbeddingNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, layer, node, probe } = here;
  const { value, spec } = here.parameter(layer, "weight");
  const { scale } = spec;
  const ids = tf.cast(tf.squeeze(x, [x.rank - 1]), "int32");
  const rows = tf.mul(tf.gather(value, tf.reshape(ids, [-1])), scale);
  const z = tf.reshape(rows, [...ids.shape, spec.shape[1]!]);
  const vocabulary = node.vocabularySize;
  const use: ParameterUse = {
    kind: "embedding",
    layer,
    parameter: "weight",
    ids,
    vocabulary,
    scale,
  };
  return probe(z, node.trainable ? [use] : []);
}

/** scale (x - mean) / √(variance + epsilon) + shift, channel by channel. */
export function batchNormOnBackend(here: DeviceLayer<BatchNormNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, layer, node, probe } = here;
  const read = (parameter: string): tfjs.Tensor => here.parameter(layer, parameter).value;
  const rate = tf.rsqrt(tf.add(read("variance"), node.epsilon));
  const standard = tf.mul(tf.sub(x, read("mean")), rate);
  const z = tf.add(tf.mul(standard, read("scale")), read("shift"));
  const entries = x.shape.at(-1)!;
  const axes = x.shape.slice(1, -1).map((_, i) => i + 1);
  const summed = (t: tfjs.Tensor): tfjs.Tensor => (axes.length === 0 ? t : tf.sum(t, axes));
  return probe(z, [
    {
      kind: "vector",
      ...{ layer, parameter: "scale", entries, from: [standard] },
      gradients: (cotangent, [kept]) => summed(tf.mul(cotangent, kept!)),
    },
    { kind: "bias", layer, parameter: "shift" },
  ]);
}
