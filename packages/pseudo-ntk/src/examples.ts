import type { Inputs } from "@ntkit/autodiff-jacobians";

/** Number of examples. */
export function countOf(x: Inputs): number {
  return "rows" in x ? x.rows : x.shape[0]!;
}

/** Example i alone. */
export function pick(x: Inputs, i: number): Inputs {
  const size = x.data.length / countOf(x);
  const data = x.data.subarray(i * size, (i + 1) * size);
  return "rows" in x ? { rows: 1, cols: x.cols, data } : { shape: [1, ...x.shape.slice(1)], data };
}
