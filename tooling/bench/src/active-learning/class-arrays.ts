import { type Matrix, type Tensor, matrix, tensor } from "@ntkit/linalg";

/** The sample with this index, as a tensor of one. */
export function sampleOf({ shape, data }: Tensor, row: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor([1, ...shape.slice(1)], data.slice(row * size, (row + 1) * size));
}

/** All samples of the first, then those of the second. */
export function joinSamples(a: Tensor, b: Tensor): Tensor {
  return tensor([a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)], joined(a.data, b.data));
}

/** All rows of the first, then those of the second. */
export function joinRows(a: Matrix, b: Matrix): Matrix {
  return matrix(a.rows + b.rows, a.cols, joined(a.data, b.data));
}

/** Σ |after − before|. */
export function totalChange(after: Matrix, before: Matrix): number {
  return after.data.reduce((sum, value, at) => sum + Math.abs(value - before.data[at]!), 0);
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
