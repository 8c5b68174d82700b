import type { Matrix } from "@ntkit/linalg";

/** Σ_k a_ik² of each row, shape [rows]. */
export function rowNorms(a: Matrix): Float64Array {
  const norms = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let k = i * a.cols; k < (i + 1) * a.cols; k++) norms[i]! += a.data[k]! ** 2;
  }
  return norms;
}
