import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import { type Check, float32Tolerance } from "./check.ts";
import { numbers } from "./numbers.ts";

const [rows, cols] = [6, 9];
const x = numbers(rows * cols, 31);
const dy = numbers(rows * cols, 32);
const shared = { tolerance: float32Tolerance };

/** Gradients through normalisation, indexing and reshaping. */
export const structureChecks: readonly Check[] = [
  {
    ...shared,
    name: "gradient of softmax",
    compute: (tf) => gradient(tf, (t) => tf.softmax(t)),
    expected: () =>
      eachRow((row, cotangent) => {
        const exps = row.map((value) => Math.exp(value));
        const total = sum(exps);
        const p = exps.map((value) => value / total);
        const mean = sum(p.map((value, i) => value * cotangent[i]!));
        return p.map((value, i) => value * (cotangent[i]! - mean));
      }),
  },
  {
    ...shared,
    name: "gradient of a normalised row",
    compute: (tf) => gradient(tf, (t) => normalise(tf, t)),
    expected: () =>
      eachRow((row, cotangent) => {
        const mean = sum(row) / cols;
        const scale = 1 / Math.sqrt(sum(row.map((value) => (value - mean) ** 2)) / cols + 0.001);
        const hat = row.map((value) => (value - mean) * scale);
        const along = sum(hat.map((value, i) => value * cotangent[i]!)) / cols;
        const level = sum(cotangent) / cols;
        return hat.map((value, i) => scale * (cotangent[i]! - level - value * along));
      }),
  },
  {
    ...shared,
    name: "gradient of batchNorm",
    compute: (tf) => {
      const [mean, variance, gain, offset] = ([1, 2, 3, 4] as const).map((seed) =>
        tf.tensor1d(Float32Array.from(positive(seed))),
      ) as [tfjs.Tensor1D, tfjs.Tensor1D, tfjs.Tensor1D, tfjs.Tensor1D];
      const run = (t: tfjs.Tensor): tfjs.Tensor =>
        tf.batchNorm(t as tfjs.Tensor2D, mean, variance, offset, gain, 0.001);
      return gradient(tf, run);
    },
    expected: () => {
      const [variance, gain] = [positive(2), positive(3)];
      return dy.map((value, i) => {
        return (value * gain[i % cols]!) / Math.sqrt(variance[i % cols]! + 0.001);
      });
    },
  },
  {
    ...shared,
    name: "gradient of slice, pad, concat and transpose",
    compute: (tf) =>
      gradient(tf, (t) => {
        const padded = tf.pad(t as tfjs.Tensor2D, [
          [1, 0],
          [0, 2],
        ]);
        const [head, tail] = [tf.slice(padded, [1, 0], [rows, 4]), tf.slice(padded, [1, 4], [rows, cols - 4])]; // prettier-ignore
        return tf.transpose(tf.transpose(tf.concat([tail, head], 1)));
      }),
    expected: () => eachRow((_, cotangent) => [...cotangent.slice(cols - 4), ...cotangent.slice(0, cols - 4)]), // prettier-ignore
  },
  {
    ...shared,
    name: "gather of rows",
    compute: (tf) => tf.gather(tf.tensor2d(Float32Array.from(x), [rows, cols]), tf.tensor1d([4, 0, 4], "int32")), // prettier-ignore
    expected: () => [4, 0, 4].flatMap((row) => [...x.subarray(row * cols, (row + 1) * cols)]),
  },
  {
    ...shared,
    name: "gradient of gather",
    compute: (tf) => gradient(tf, (t) => tf.gather(t, tf.tensor1d([1, 0, 1, 5, 4, 1], "int32"))),
    expected: () => {
      const result = new Float64Array(rows * cols);
      [1, 0, 1, 5, 4, 1].forEach((to, from) => {
        for (let i = 0; i < cols; i++) result[to * cols + i]! += dy[from * cols + i]!;
      });
      return result;
    },
  },
  {
    ...shared,
    name: "gradient of sums of broadcast products",
    compute: (tf) => {
      const gain = tf.tensor2d(Float32Array.from(positive(4)), [1, cols]);
      return gradient(tf, (t) => tf.mul(tf.add(t, tf.mean(t, 1, true)), gain));
    },
    expected: () =>
      eachRow((_, cotangent) => {
        const scaled = cotangent.map((value, i) => value * positive(4)[i]!);
        return scaled.map((value) => value + sum(scaled) / cols);
      }),
  },
];

function gradient(tf: Tfjs, run: (t: tfjs.Tensor) => tfjs.Tensor): tfjs.Tensor {
  const at = tf.tensor2d(Float32Array.from(x), [rows, cols]);
  return tf.grad(run)(at, tf.tensor2d(Float32Array.from(dy), [rows, cols]));
}

function normalise(tf: Tfjs, t: tfjs.Tensor): tfjs.Tensor {
  const { mean, variance } = tf.moments(t, 1, true);
  return tf.mul(tf.sub(t, mean), tf.rsqrt(tf.add(variance, 0.001)));
}

function positive(seed: number): Float64Array {
  return numbers(cols, 40 + seed).map((value) => Math.fround(1.5 + value));
}

function eachRow(rule: (row: number[], cotangent: number[]) => number[]): number[] {
  return Array.from({ length: rows }, (_, i) => {
    const part = (data: Float64Array): number[] => [...data.subarray(i * cols, (i + 1) * cols)];
    return rule(part(x), part(dy));
  }).flat();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
