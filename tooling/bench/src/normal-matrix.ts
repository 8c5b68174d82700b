import { type Matrix, matrix, random } from "@ntkit/linalg";

/** Standard normal entries, always the same for a seed. */
export function normalMatrix(rows: number, cols: number, seed: number): Matrix {
  const { normal } = random(seed);
  return matrix(rows, cols, Float64Array.from({ length: rows * cols }, normal));
}
