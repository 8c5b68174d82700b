import type * as tfjs from "@tensorflow/tfjs";
import type { ParameterUse } from "../probe/site.ts";
import { fieldsOf } from "./layer-fields.ts";
import type { LayerCall, LayerRule } from "./rule.ts";

/** BatchNormalization with its moving mean and variance: z = gamma x̂ + beta. */
export const batchNormalization: LayerRule = (call) => {
  const { movingMean, movingVariance } = fieldsOf(call);
  const x = call.inputs[0]!;
  const axes = axesOf(call, x);
  const mean = along(call, movingMean.read(), x, axes);
  return gainAndShift(call, x, mean, along(call, movingVariance.read(), x, axes), axes);
};

/** LayerNormalization: mean and variance of every example, over the axes that gamma has. */
export const layerNormalization: LayerRule = (call) => {
  const x = call.inputs[0]!;
  const axes = axesOf(call, x);
  const { mean, variance } = call.tf.moments(x, axes, true);
  return gainAndShift(call, x, mean, variance, axes);
};

/** PReLU: alpha x where x is negative. */
export const prelu: LayerRule = (call) => {
  const { tf, inputs, probe } = call;
  const x = inputs[0]!;
  const alpha = fieldsOf(call).alpha.read();
  const shared = alpha.shape.flatMap((size, i) => (size === 1 ? [i + 1] : []));
  const negative = tf.minimum(x, 0);
  const z = tf.add(tf.relu(x), tf.mul(negative, alpha));
  return probe(z, productUse(call, "alpha", alpha.size, shared, negative));
};

function axesOf({ layer }: LayerCall, x: tfjs.Tensor): number[] {
  return [fieldsOf({ layer }).axis].flat().map((axis) => (axis < 0 ? axis + x.rank : axis));
}

function gainAndShift(
  call: LayerCall,
  x: tfjs.Tensor,
  mean: tfjs.Tensor,
  variance: tfjs.Tensor,
  axes: readonly number[],
): tfjs.Tensor {
  const { tf, probe } = call;
  const { gamma, beta, epsilon } = fieldsOf(call);
  const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  const others = x.shape.flatMap((_, axis) => (axis > 0 && !axes.includes(axis) ? [axis] : []));
  const [gain, shift] = [gamma?.read(), beta?.read()];
  const scaled = gain === undefined ? normalised : tf.mul(normalised, along(call, gain, x, axes));
  const z = shift === undefined ? scaled : tf.add(scaled, along(call, shift, x, axes));
  return probe(z, [
    ...(gain === undefined ? [] : productUse(call, "gamma", gain.size, others, normalised)),
    ...(shift === undefined ? [] : productUse(call, "beta", shift.size, others)),
  ]);
}

/** A parameter whose entries multiply those of `factor` (ones, without it); `shared` axes are summed. */
function productUse(
  { tf, name, trainable }: LayerCall,
  parameter: string,
  entries: number,
  shared: readonly number[],
  factor?: tfjs.Tensor,
): ParameterUse[] {
  if (!trainable) return [];
  const gradients = (cotangent: tfjs.Tensor, [kept]: readonly tfjs.Tensor[]): tfjs.Tensor => {
    const products = kept === undefined ? cotangent : tf.mul(cotangent, kept);
    const sums = shared.length === 0 ? products : tf.sum(products, [...shared]);
    return tf.reshape(sums, [cotangent.shape[0], entries]);
  };
  const from = factor === undefined ? [] : [factor];
  return [{ kind: "vector", layer: name, parameter, entries, from, gradients }];
}

/** A parameter of the sizes of `axes`, such that it broadcasts to x. */
function along(
  { tf }: LayerCall,
  parameter: tfjs.Tensor,
  x: tfjs.Tensor,
  axes: readonly number[],
): tfjs.Tensor {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  return tf.reshape(parameter, shape);
}
