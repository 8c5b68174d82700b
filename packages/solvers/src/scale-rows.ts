import type { Matrix } from "@ntkit/linalg";

/** diag(weights) A. */
export function scaleRows({ rows, cols, data }: Matrix, weights: Float64Array): Matrix {
  const scaled = new Float64Array(rows * cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) scaled[at] = weights[i]! * data[at]!;
  }
  return { rows, cols, data: scaled };
}
