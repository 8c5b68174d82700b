import type { Matrix } from "../matrix.ts";

/** Rows (p, q) become (c p - s q, s p + c q), on columns `low` to `high`. */
export function rotateRows(
  { cols, data }: Matrix,
  p: number,
  q: number,
  c: number,
  s: number,
  low: number,
  high: number,
): void {
  const apart = (q - p) * cols;
  for (let at = p * cols + low; at < p * cols + high; at++) {
    const x = data[at]!;
    const y = data[at + apart]!;
    data[at + apart] = s * x + c * y;
    data[at] = c * x - s * y;
  }
}
