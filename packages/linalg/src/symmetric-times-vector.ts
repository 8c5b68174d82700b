import type { Matrix } from "./matrix.ts";

/**
 * y += A x over the rows and columns from `first` on, for a symmetric A whose lower half alone is read.
 *
 * Four rows at a time: each entry of A is loaded once and serves both halves.
 */
export function symmetricTimesVector(
  a: Matrix,
  x: Float64Array,
  y: Float64Array,
  first: number,
): void {
  const n = a.rows;
  let i = first;
  for (; i + 3 < n; i += 4) {
    fourRows(a.data, x, y, first, i, n);
    triangle(a.data, x, y, i, i + 4, n);
  }
  for (; i < n; i++) {
    for (let j = first; j < i; j++) pair(a.data[i * n + j]!, x, y, i, j);
    y[i]! += a.data[i * n + i]! * x[i]!;
  }
}

/** Rows i to i + 3 left of column i. */
function fourRows(
  a: Float64Array,
  x: Float64Array,
  y: Float64Array,
  first: number,
  i: number,
  n: number,
): void {
  const x0 = x[i]!;
  const x1 = x[i + 1]!;
  const x2 = x[i + 2]!;
  const x3 = x[i + 3]!;
  let y0 = 0;
  let y1 = 0;
  let y2 = 0;
  let y3 = 0;
  let row = i * n + first;
  for (let j = first; j < i; j++, row++) {
    const a0 = a[row]!;
    const a1 = a[row + n]!;
    const a2 = a[row + 2 * n]!;
    const a3 = a[row + 3 * n]!;
    const xj = x[j]!;
    y0 += a0 * xj;
    y1 += a1 * xj;
    y2 += a2 * xj;
    y3 += a3 * xj;
    y[j]! += a0 * x0 + a1 * x1 + (a2 * x2 + a3 * x3);
  }
  y[i]! += y0;
  y[i + 1]! += y1;
  y[i + 2]! += y2;
  y[i + 3]! += y3;
}

function triangle(
  a: Float64Array,
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  n: number,
): void {
  for (let i = from; i < to; i++) {
    for (let j = from; j < i; j++) pair(a[i * n + j]!, x, y, i, j);
    y[i]! += a[i * n + i]! * x[i]!;
  }
}

function pair(entry: number, x: Float64Array, y: Float64Array, i: number, j: number): void {
  y[i]! += entry * x[j]!;
  y[j]! += entry * x[i]!;
}
