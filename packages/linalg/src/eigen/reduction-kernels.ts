import { accumulateProduct } from "../accumulate-product.ts";
import { finish } from "../steps.ts";
import { flipped, window } from "../view.ts";
import type { View } from "../view.ts";

/** A block of rows of the matrix under reduction: rows `row` to `row` + `rows`, up to the diagonal. */
export interface RowBlock {
  /** Where its first number is. */
  readonly at: number;
  /** Numbers between its rows: row + rows. */
  readonly stride: number;
  readonly row: number;
  readonly rows: number;
}

/**
 * The inner loops of a tridiagonal reduction, on numbers in one memory; an address counts numbers.
 * Ranges begin and end at multiples of 4. Sums run in four lanes, index modulo 4, which are added as
 * (0 + 2) + (1 + 3).
 */
export interface ReductionKernels {
  readonly heap: Float64Array;
  /** Σ x y over from to `to`. */
  dot(x: number, y: number, from: number, to: number): number;
  /** Writes x·a and x·b to `result`. */
  dotPair(x: number, a: number, b: number, from: number, to: number, result: number): void;
  /**
   * y += A x for a block of rows from row `from` on, a multiple of 4, and for the same entries above the
   * diagonal. Two rows at a time, as their sum enters the y of a column.
   */
  symmetricPart(block: RowBlock, from: number, x: number, y: number): void;
  /** Adds the vectors y, y + stride, … in turn. */
  addGroups(y: number, stride: number, count: number, from: number, to: number, sum: number): void;
  /** x - Σₚ (f[p] v[p] + g[p] w[p]) in place of x, term by term; row p of v begins at v + p stride. */
  downdate(
    x: number,
    v: number,
    w: number,
    stride: number,
    count: number,
    f: number,
    g: number,
    from: number,
    to: number,
  ): void;
  /** tau (x - half y) in place of x. */
  readonly combine: (
    x: number,
    y: number,
    half: number,
    tau: number,
    from: number,
    to: number,
  ) => void;
  /**
   * A - V Wᵀ - W Vᵀ on columns `end` to the diagonal of the blocks; V and W by rows, `size` of them, V
   * right behind W; the room for as many behind V may be used.
   */
  update(blocks: readonly RowBlock[], w: number, size: number, stride: number, end: number): void;
}

/** The loops in TypeScript. */
export function plainKernels(heap: Float64Array): ReductionKernels {
  return {
    heap,
    dot: (x, y, from, to) => dot(heap, x, y, from, to),
    dotPair: (x, a, b, from, to, result) => {
      heap[result] = dot(heap, x, a, from, to);
      heap[result + 1] = dot(heap, x, b, from, to);
    },
    symmetricPart: ({ at, stride, row, rows }, from, x, y) => {
      for (let i = Math.max(row, from); i < row + rows; i += 2) {
        twoRows(heap, at + (i - row) * stride, stride, x, y, from, row, row + rows, i);
      }
    },
    addGroups: (y, stride, count, from, to, sum) => {
      for (let j = from; j < to; j++) {
        let total = heap[y + j]!;
        for (let g = 1; g < count; g++) total += heap[y + g * stride + j]!;
        heap[sum + j] = total;
      }
    },
    downdate: (x, v, w, stride, count, f, g, from, to) => {
      for (let p = 0; p < count; p++) {
        const alongV = heap[f + p]!;
        const alongW = heap[g + p]!;
        const [vp, wp] = [v + p * stride, w + p * stride];
        for (let j = from; j < to; j++) {
          heap[x + j] = heap[x + j]! - alongV * heap[vp + j]! - alongW * heap[wp + j]!;
        }
      }
    },
    combine: (x, y, half, tau, from, to) => {
      for (let j = from; j < to; j++) heap[x + j] = tau * (heap[x + j]! - half * heap[y + j]!);
    },
    update: (blocks, w, size, stride, end) => {
      const rowsAt = (offset: number, rows: number): View => {
        return { data: heap, offset, rows, cols: stride, rowStride: stride, colStride: 1 };
      };
      const wt = flipped(rowsAt(w, size));
      const vt = flipped(rowsAt(w + size * stride, size));
      for (const { at, stride: length, row, rows } of blocks) {
        const block: View = { ...rowsAt(at, rows), rowStride: length };
        const c = window(block, 0, rows, end, row + rows);
        for (const [left, right] of [[vt, wt] as const, [wt, vt] as const]) {
          const a = window(left, row, row + rows, 0, size);
          const b = window(right, end, row + rows, 0, size);
          finish(accumulateProduct(c, a, b, { sign: -1 }));
        }
      }
    },
  };
}

function dot(heap: Float64Array, x: number, y: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let j = from; j < to; j += 4) {
    s0 += heap[x + j]! * heap[y + j]!;
    s1 += heap[x + j + 1]! * heap[y + j + 1]!;
    s2 += heap[x + j + 2]! * heap[y + j + 2]!;
    s3 += heap[x + j + 3]! * heap[y + j + 3]!;
  }
  return s0 + s2 + (s1 + s3);
}

/** Rows i and i + 1 of a block whose square part begins in column `square` and ends in column `end`. */
// prettier-ignore
function twoRows(
  heap: Float64Array,
  a: number,
  stride: number,
  x: number,
  y: number,
  from: number,
  square: number,
  end: number,
  i: number,
): void {
  const x0 = heap[x + i]!;
  const x1 = heap[x + i + 1]!;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  let t0 = 0, t1 = 0, t2 = 0, t3 = 0;
  let p = a + from;
  let q = p + stride;
  let u = x + from;
  let w = y + from;
  for (const edge = x + square; u < edge; p += 4, q += 4, u += 4, w += 4) {
    const a0 = heap[p]!, b0 = heap[q]!, u0 = heap[u]!;
    s0 += a0 * u0;
    t0 += b0 * u0;
    heap[w]! += a0 * x0 + b0 * x1;
    const a1 = heap[p + 1]!, b1 = heap[q + 1]!, u1 = heap[u + 1]!;
    s1 += a1 * u1;
    t1 += b1 * u1;
    heap[w + 1]! += a1 * x0 + b1 * x1;
    const a2 = heap[p + 2]!, b2 = heap[q + 2]!, u2 = heap[u + 2]!;
    s2 += a2 * u2;
    t2 += b2 * u2;
    heap[w + 2]! += a2 * x0 + b2 * x1;
    const a3 = heap[p + 3]!, b3 = heap[q + 3]!, u3 = heap[u + 3]!;
    s3 += a3 * u3;
    t3 += b3 * u3;
    heap[w + 3]! += a3 * x0 + b3 * x1;
  }
  for (const last = x + end; u < last; p += 4, q += 4, u += 4) {
    s0 += heap[p]! * heap[u]!;
    s1 += heap[p + 1]! * heap[u + 1]!;
    s2 += heap[p + 2]! * heap[u + 2]!;
    s3 += heap[p + 3]! * heap[u + 3]!;
    t0 += heap[q]! * heap[u]!;
    t1 += heap[q + 1]! * heap[u + 1]!;
    t2 += heap[q + 2]! * heap[u + 2]!;
    t3 += heap[q + 3]! * heap[u + 3]!;
  }
  heap[y + i]! += s0 + s2 + (s1 + s3);
  heap[y + i + 1]! += t0 + t2 + (t1 + t3);
}
