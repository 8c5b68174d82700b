import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import { type Check, float32Tolerance } from "./check.ts";
import { numbers } from "./numbers.ts";

type Activation = readonly [
  name: string,
  run: (tf: Tfjs, x: tfjs.Tensor) => tfjs.Tensor,
  slope: (x: number) => number,
];

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const { alpha, scale } = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

const activations: readonly Activation[] = [
  ["relu", (tf, x) => tf.relu(x), (x) => (x > 0 ? 1 : 0)],
  ["relu6", (tf, x) => tf.relu6(x), (x) => (x > 0 && x < 6 ? 1 : 0)],
  ["leakyRelu", (tf, x) => tf.leakyRelu(x, 0.25), (x) => (x > 0 ? 1 : 0.25)],
  ["elu", (tf, x) => tf.elu(x), (x) => (x > 0 ? 1 : Math.exp(x))],
  ["selu", (tf, x) => tf.selu(x), (x) => (x > 0 ? scale : scale * alpha * Math.exp(x))],
  ["sigmoid", (tf, x) => tf.sigmoid(x), (x) => logistic(x) * logistic(-x)],
  ["softplus", (tf, x) => tf.softplus(x), logistic],
  ["tanh", (tf, x) => tf.tanh(x), (x) => 1 - Math.tanh(x) ** 2],
  ["erf", (tf, x) => tf.erf(x), (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
  ["sin", (tf, x) => tf.sin(x), Math.cos],
  ["exp", (tf, x) => tf.exp(x), Math.exp],
  ["sqrt of squares", (tf, x) => tf.sqrt(tf.add(tf.square(x), 1)), (x) => x / Math.hypot(x, 1)],
];

/** Slopes of activations, between -8 and 8. */
export const elementwiseChecks: readonly Check[] = activations.map(([name, run, slope]) => {
  const x = numbers(257, 21).map((value) => 8 * value);
  const dy = numbers(257, 22);
  return {
    name: `gradient of ${name}`,
    tolerance: float32Tolerance,
    compute: (tf) => tf.grad((t) => run(tf, t))(tensorOf(tf, x), tensorOf(tf, dy)),
    expected: () => x.map((value, i) => slope(value) * dy[i]!),
  };
});

function tensorOf(tf: Tfjs, data: Float64Array): tfjs.Tensor {
  return tf.tensor1d(Float32Array.from(data));
}
