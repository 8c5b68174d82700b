import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

/**
 * Sine and cosine from products and sums. WebGPU asks no more of its own than an error of 2⁻¹¹, and
 * some drivers give no more.
 */
export const webgpuSine: Patch = {
  name: "sine and cosine",
  backend: "webgpu",
  versions: ["4.22.0"],
  mends: ["gradient of sin"],
  apply: (tf) => {
    replaceKernel(tf, "webgpu", "Sin", ({ inputs }) => sine(tf, inputs.x!));
    replaceKernel(tf, "webgpu", "Cos", ({ inputs }) => sine(tf, tf.add(inputs.x!, Math.PI / 2)));
  },
};

/** 2π in two parts, of which the first times a small whole number is exact in float32. */
const turn = [6.28125, 2 * Math.PI - 6.28125] as const;

/** Of the series in r² to r¹⁷: on [-π, π] the next term is below 3e-8. */
const coefficients = [
  1, -6, 120, -5040, 362880, -39916800, 6227020800, -1307674368000, 355687428096000,
]
  .map((factorial) => 1 / factorial)
  .reverse();

function sine(tf: Tfjs, x: tfjs.Tensor): tfjs.Tensor {
  const turns = tf.floor(tf.add(tf.mul(x, 1 / (2 * Math.PI)), 0.5));
  const rest = tf.sub(tf.sub(x, tf.mul(turns, turn[0])), tf.mul(turns, turn[1]));
  const square = tf.square(rest);
  const series = coefficients.reduce<tfjs.Tensor>(
    (sum, coefficient) => tf.add(tf.mul(sum, square), coefficient),
    tf.zerosLike(x),
  );
  return tf.mul(series, rest);
}
