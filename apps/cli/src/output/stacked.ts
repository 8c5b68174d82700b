import type { Matrix } from "@ntkit/linalg";
import type { FloatArray } from "./describe-arrays.ts";

/** Matrices [R, C] as one array [T, R, C]. */
export function stacked(matrices: readonly Matrix[]): FloatArray {
  const { rows, cols } = matrices[0]!;
  const data = new Float64Array(matrices.length * rows * cols);
  matrices.forEach((one, t) => {
    data.set(one.data, t * rows * cols);
  });
  return { shape: [matrices.length, rows, cols], data };
}
