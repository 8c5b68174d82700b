import type * as tfjs from "@tensorflow/tfjs";
import { type Check, float32Tolerance } from "./check.ts";
import { numbers } from "./numbers.ts";

const [points, inputs, width] = [6, 512, 64];
const x = numbers(points * inputs, 51);
const hidden = numbers(inputs * width, 52).map((value) => Math.fround(value / 8));
const output = numbers(width, 53);

/**
 * Empirical tangent kernel of w · tanh(W x): Σ h h' + (x · x') Σ δ δ', δ = w tanh'. Errors of single
 * products cancel in few kernels as badly as TF32's here: 2e-4, against 3e-7 of float32.
 */
export const tangentKernelCheck: Check = {
  name: "tangent kernel of a network with one hidden layer",
  tolerance: float32Tolerance,
  compute: (tf) => {
    const a = tf.tensor2d(Float32Array.from(x), [points, inputs]);
    const w = tf.tensor2d(Float32Array.from(output), [width, 1]);
    const z = tf.matMul(a, tf.tensor2d(Float32Array.from(hidden), [inputs, width]));
    const b = tf.grad((t) => tf.matMul(tf.tanh(t), w))(z) as tfjs.Tensor2D;
    const h = tf.tanh(z) as tfjs.Tensor2D;
    const gram = (t: tfjs.Tensor2D): tfjs.Tensor => tf.matMul(t, t, false, true);
    return tf.add(gram(h), tf.mul(gram(a), gram(b)));
  },
  expected: () => {
    const z = Array.from({ length: points }, (_, n) =>
      Array.from({ length: width }, (_, u) =>
        range(inputs).reduce((sum, i) => sum + x[n * inputs + i]! * hidden[i * width + u]!, 0),
      ),
    );
    const h = z.map((row) => row.map(Math.tanh));
    const b = h.map((row) => row.map((value, u) => output[u]! * (1 - value * value)));
    const a = range(points).map((n) => [...x.subarray(n * inputs, (n + 1) * inputs)]);
    return range(points).flatMap((i) =>
      range(points).map((j) => dot(h[i]!, h[j]!) + dot(a[i]!, a[j]!) * dot(b[i]!, b[j]!)),
    );
  },
};

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
