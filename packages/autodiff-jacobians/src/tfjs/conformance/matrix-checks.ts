import type { Tfjs } from "../tfjs.ts";
import { type Check, float32Tolerance } from "./check.ts";
import { numbers } from "./numbers.ts";

/**
 * Products of matrices in every orientation. Long inner dimensions and sizes that are multiples of four
 * take paths of their own in several backends, some of which were wrong.
 */
export const matrixChecks: readonly Check[] = [
  product("matMul 7×13×5", 7, 13, 5, false, false),
  product("matMul 16×2048×16", 16, 2048, 16, false, false),
  product("matMul of positive numbers, inner dimension 250000", 4, 250_000, 4, false, false, 2),
  product("matMul aᵀ b 12×5000×16", 12, 5000, 16, true, false),
  product("matMul a bᵀ 16×4096×16", 16, 4096, 16, false, true),
  product("matMul aᵀ bᵀ 9×300×11", 9, 300, 11, true, true),
  batched(),
];

function product(
  name: string,
  rows: number,
  inner: number,
  cols: number,
  flipA: boolean,
  flipB: boolean,
  middle = 0,
): Check {
  const a = (): Float64Array => numbers(rows * inner, 1, middle);
  const b = (): Float64Array => numbers(inner * cols, 2, middle);
  return {
    name,
    tolerance: float32Tolerance,
    compute: (tf) =>
      tf.matMul(
        matrixOf(tf, a(), flipA ? [inner, rows] : [rows, inner]),
        matrixOf(tf, b(), flipB ? [cols, inner] : [inner, cols]),
        flipA,
        flipB,
      ),
    expected: () => multiply(a(), b(), rows, inner, cols, flipA, flipB),
  };
}

function batched(): Check {
  const a = numbers(3 * 6 * 4, 3);
  const b = numbers(3 * 6 * 5, 4);
  return {
    name: "matMul aᵀ b of three pairs",
    tolerance: float32Tolerance,
    compute: (tf) =>
      tf.matMul(
        tf.tensor3d(Float32Array.from(a), [3, 6, 4]),
        tf.tensor3d(Float32Array.from(b), [3, 6, 5]),
        true,
      ),
    expected: () =>
      [0, 1, 2].flatMap((i) => [
        ...multiply(a.subarray(i * 24, i * 24 + 24), b.subarray(i * 30, i * 30 + 30), 4, 6, 5, true, false), // prettier-ignore
      ]),
  };
}

function matrixOf(tf: Tfjs, data: Float64Array, shape: [number, number]) {
  return tf.tensor2d(new Float32Array(data), shape, "float32");
}

function multiply(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  cols: number,
  flipA: boolean,
  flipB: boolean,
): Float64Array {
  const out = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += a[flipA ? k * rows + i : i * inner + k]! * b[flipB ? j * inner + k : k * cols + j]!;
      }
      out[i * cols + j] = sum;
    }
  }
  return out;
}
