import { accumulateProduct } from "./accumulate-product.ts";
import type { Steps } from "./steps.ts";
import { part } from "./steps.ts";
import { flipped, window } from "./view.ts";
import type { View } from "./view.ts";

/** Columns that are eliminated together. */
export const BLOCK = 64;

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
    substituteForward(target, window(lower, j, end, j, end));
    yield to;
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
    substituteBackward(target, window(lower, j, end, j, end));
    yield to;
  }
}

function substituteForward(b: View, lower: View): void {
  const l = lower.data;
  const x = b.data;
  for (let r = 0; r < b.rows; r++) {
    const row = b.offset + r * b.rowStride;
    for (let i = 0; i < b.cols; i++) {
      const li = lower.offset + i * lower.rowStride;
      let sum = x[row + i]!;
      for (let k = 0; k < i; k++) sum -= x[row + k]! * l[li + k]!;
      x[row + i] = sum / l[li + i]!;
    }
  }
}

function substituteBackward(b: View, lower: View): void {
  const n = b.cols;
  const l = transposedCopy(lower);
  const x = b.data;
  for (let r = 0; r < b.rows; r++) {
    const row = b.offset + r * b.rowStride;
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[row + i]!;
      for (let k = i + 1; k < n; k++) sum -= x[row + k]! * l[i * n + k]!;
      x[row + i] = sum / l[i * n + i]!;
    }
  }
}

function transposedCopy(a: View): Float64Array {
  const copy = new Float64Array(a.rows * a.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) {
      copy[j * a.rows + i] = a.data[a.offset + i * a.rowStride + j]!;
    }
  }
  return copy;
}
