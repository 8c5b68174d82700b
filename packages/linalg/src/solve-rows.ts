import { accumulateProduct } from "./accumulate-product.ts";
import type { Steps } from "./steps.ts";
import { part } from "./steps.ts";
import { flipped, window } from "./view.ts";
import type { View } from "./view.ts";

/** Columns that are eliminated together. */
export const BLOCK = 64;
/** Right-hand sides that are substituted together, and after how many the event loop may turn. */
const STRIP = 4;
const YIELD_ROWS = 256;

/**
 * X with X Lᵀ = B in place of B [m, n], for the lower triangle L [n, n]: row by row L xᵀ = bᵀ.
 *
 * m n² flops. `b.colStride` must be 1.
 */
export function* solveRows(b: View, lower: View): Steps<void> {
  const n = lower.cols;
  for (let j = 0; j < n; j += BLOCK) {
    const end = Math.min(j + BLOCK, n);
    const target = window(b, 0, b.rows, j, end);
    const done = window(b, 0, b.rows, 0, j);
    const factor = window(lower, j, end, 0, j);
    const from = (j / n) ** 2;
    const to = (end / n) ** 2;
    yield* part(accumulateProduct(target, done, factor, { sign: -1 }), from, to);
    yield* part(substituteForward(target, window(lower, j, end, j, end)), to, to);
  }
}

/**
 * X with X L = B in place of B [m, n], for the lower triangle L [n, n]: row by row Lᵀ xᵀ = bᵀ.
 *
 * m n² flops. `b.colStride` must be 1.
 */
export function* solveRowsTransposed(b: View, lower: View): Steps<void> {
  const n = lower.cols;
  const last = n - 1 - ((n - 1) % BLOCK);
  for (let j = last; j >= 0; j -= BLOCK) {
    const end = Math.min(j + BLOCK, n);
    const target = window(b, 0, b.rows, j, end);
    const done = window(b, 0, b.rows, end, n);
    const factor = flipped(window(lower, end, n, j, end));
    const from = ((n - end) / n) ** 2;
    const to = ((n - j) / n) ** 2;
    yield* part(accumulateProduct(target, done, factor, { sign: -1 }), from, to);
    yield* part(substituteBackward(target, window(lower, j, end, j, end)), to, to);
  }
}

/** {@link solveRows} for a triangle of one block. */
function* substituteForward(b: View, lower: View): Steps<void> {
  const n = b.cols;
  const l = blockCopy(lower);
  for (let r = 0; r < b.rows; r += STRIP) {
    const end = Math.min(r + STRIP, b.rows);
    for (let i = 0; i < n; i++) eliminate(b, r, end, l, i, 0, i);
    if (end % YIELD_ROWS === 0) yield 0;
  }
}

/** {@link solveRowsTransposed} for a triangle of one block. */
function* substituteBackward(b: View, lower: View): Steps<void> {
  const n = b.cols;
  const l = blockCopy(flipped(lower));
  for (let r = 0; r < b.rows; r += STRIP) {
    const end = Math.min(r + STRIP, b.rows);
    for (let i = n - 1; i >= 0; i--) eliminate(b, r, end, l, i, i + 1, n);
    if (end % YIELD_ROWS === 0) yield 0;
  }
}

/** x[i] = (x[i] - Σ x[k] l[i, k]) / l[i, i] over k from `from` to `to`, for the rows `r` to `end` of x. */
function eliminate(
  b: View,
  r: number,
  end: number,
  l: Float64Array,
  i: number,
  from: number,
  to: number,
): void {
  const x = b.data;
  const row = b.offset + r * b.rowStride;
  const li = i * b.cols;
  if (end - r === STRIP) {
    eliminateFour(x, row, b.rowStride, l, li, i, from, to);
    return;
  }
  for (let p = row; p < b.offset + end * b.rowStride; p += b.rowStride) {
    let sum = x[p + i]!;
    for (let k = from; k < to; k++) sum -= x[p + k]! * l[li + k]!;
    x[p + i] = sum / l[li + i]!;
  }
}

/** Four rows at once: four sums that do not wait for each other. */
function eliminateFour(
  x: Float64Array,
  p0: number,
  stride: number,
  l: Float64Array,
  li: number,
  i: number,
  from: number,
  to: number,
): void {
  const p1 = p0 + stride;
  const p2 = p1 + stride;
  const p3 = p2 + stride;
  let s0 = x[p0 + i]!;
  let s1 = x[p1 + i]!;
  let s2 = x[p2 + i]!;
  let s3 = x[p3 + i]!;
  for (let k = from; k < to; k++) {
    const entry = l[li + k]!;
    s0 -= x[p0 + k]! * entry;
    s1 -= x[p1 + k]! * entry;
    s2 -= x[p2 + k]! * entry;
    s3 -= x[p3 + k]! * entry;
  }
  const pivot = l[li + i]!;
  x[p0 + i] = s0 / pivot;
  x[p1 + i] = s1 / pivot;
  x[p2 + i] = s2 / pivot;
  x[p3 + i] = s3 / pivot;
}

/** The entries of a small view, row-major. */
function blockCopy(a: View): Float64Array {
  const copy = new Float64Array(a.rows * a.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) {
      copy[i * a.cols + j] = a.data[a.offset + i * a.rowStride + j * a.colStride]!;
    }
  }
  return copy;
}
