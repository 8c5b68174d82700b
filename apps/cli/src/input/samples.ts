import type { Matrix, Tensor } from "@ntkit/linalg";

/** The samples with these indices, in their order. */
export function selectSamples({ shape, data }: Tensor, rows: ArrayLike<number>): Tensor {
  const size = data.length / shape[0]!;
  const selected = new Float64Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    selected.set(data.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  }
  return { shape: [rows.length, ...shape.slice(1)], data: selected };
}

/** All samples of the first, then those of the second. */
export function joinSamples(a: Tensor, b: Tensor): Tensor {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { shape: [a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)], data };
}

/** Samples of one axis as the rows of a matrix; others as they are. */
export function asInputs({ shape, data }: Tensor): Matrix | Tensor {
  const [rows, cols] = shape;
  return shape.length === 2 ? { rows: rows!, cols: cols!, data } : { shape, data };
}
