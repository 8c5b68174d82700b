import type * as tfjs from "@tensorflow/tfjs";
import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { type Inputs, countOf } from "../../inputs.ts";
import { spreadCotangents } from "../../network/cotangents.ts";
import type { Tfjs } from "../tfjs.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** The inputs, float32, as `copies` copies of the examples one after the other: [copies N, …] each. */
export function inputBatch(
  tf: Tfjs,
  x: Inputs,
  shapes: readonly Shape[],
  copies: number,
): tfjs.Tensor[] {
  const n = countOf(x);
  const width = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  let column = 0;
  return shapes.map((shape) => {
    const size = sizeOf(shape);
    const data = new Float32Array(copies * n * size);
    for (let i = 0; i < n; i++) {
      const from = i * width + column;
      data.set(x.data.subarray(from, from + size), i * size);
    }
    for (let copy = 1; copy < copies; copy++) data.copyWithin(copy * n * size, 0, n * size);
    column += size;
    return tf.tensor(data, [copies * n, ...shape], "float32");
  });
}

/** Rows `from` … `from + count - 1` of C, each for `n` examples: [count n, O]. */
export function cotangentBatch(
  tf: Tfjs,
  c: Matrix,
  from: number,
  count: number,
  n: number,
): tfjs.Tensor2D {
  const rows = matrix(count, c.cols, c.data.subarray(from * c.cols, (from + count) * c.cols));
  const { data } = spreadCotangents(rows, c.cols, n);
  return tf.tensor2d(Float32Array.from(data), [count * n, c.cols], "float32");
}
