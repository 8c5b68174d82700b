import type { Steps } from "./steps.ts";
import type { View } from "./view.ts";

/** Rows of A and of B that one register tile covers. */
const TILE = 4;
/** Block lengths: the A block (ROWS × DEPTH) stays in the L2 cache, one panel of each (TILE × DEPTH) in L1. */
const DEPTH = 256;
const ROWS = 64;
const COLS = 256;

/** How {@link accumulateProduct} treats its arguments. */
export interface ProductOptions {
  /** 1 adds A Bᵀ, -1 subtracts it. */
  readonly sign: 1 | -1;
  /** Leave out tiles that lie wholly above the diagonal of C. */
  readonly lowerOnly?: boolean;
}

/**
 * C ± A Bᵀ in place of C [m, n], for A [m, k] and B [n, k].
 *
 * Every entry is the plain loop `for (p = 0; p < k; p++) c += a[p] * b[p]`, in this order and without
 * fused operations, so that neither the blocking nor the position of an entry changes its bits.
 * `c.colStride` must be 1. 2mnk flops.
 */
export function* accumulateProduct(
  c: View,
  a: View,
  b: View,
  { sign, lowerOnly = false }: ProductOptions,
): Steps<void> {
  const { rows: m, cols: n } = c;
  const depth = Math.min(DEPTH, a.cols);
  const packedA = new Float64Array(roundUp(Math.min(ROWS, m)) * depth);
  const packedB = new Float64Array(roundUp(Math.min(COLS, n)) * depth);
  for (let p = 0; p < a.cols; p += DEPTH) {
    const kc = Math.min(DEPTH, a.cols - p);
    for (let j = 0; j < n; j += COLS) {
      const nc = Math.min(COLS, n - j);
      pack(packedB, b, j, nc, p, kc, 1);
      const first = lowerOnly ? j - (j % ROWS) : 0;
      for (let i = first; i < m; i += ROWS) {
        const mc = Math.min(ROWS, m - i);
        pack(packedA, a, i, mc, p, kc, sign);
        multiplyBlock(c, packedA, packedB, i, mc, j, nc, kc, lowerOnly);
        yield (p + (kc * (j + (nc * (i + mc)) / m)) / n) / a.cols;
      }
    }
  }
}

function roundUp(length: number): number {
  return Math.ceil(length / TILE) * TILE;
}

/** Copies `sign` times rows `i`.. of `a` into panels of TILE rows, each column by column; missing rows become 0. */
function pack(
  panels: Float64Array,
  a: View,
  i: number,
  count: number,
  p: number,
  kc: number,
  sign: number,
): void {
  const { data, rowStride, colStride } = a;
  for (let r = 0; r < count; r += TILE) {
    const base = r * kc;
    for (let t = 0; t < TILE; t++) {
      const present = r + t < count;
      let from = a.offset + (i + r + t) * rowStride + p * colStride;
      for (let q = base + t; q < base + t + kc * TILE; q += TILE) {
        panels[q] = present ? sign * data[from]! : 0;
        from += colStride;
      }
    }
  }
}

function multiplyBlock(
  c: View,
  packedA: Float64Array,
  packedB: Float64Array,
  i: number,
  mc: number,
  j: number,
  nc: number,
  kc: number,
  lowerOnly: boolean,
): void {
  const tile = new Float64Array(TILE * TILE);
  for (let jj = 0; jj < nc; jj += TILE) {
    for (let ii = 0; ii < mc; ii += TILE) {
      if (lowerOnly && i + ii + TILE <= j + jj) continue;
      const at = c.offset + (i + ii) * c.rowStride + j + jj;
      if (ii + TILE <= mc && jj + TILE <= nc) {
        multiplyTile(c.data, at, c.rowStride, packedA, ii * kc, packedB, jj * kc, kc);
      } else {
        const rows = Math.min(TILE, mc - ii);
        const cols = Math.min(TILE, nc - jj);
        copyTile(tile, 0, TILE, c.data, at, c.rowStride, rows, cols);
        multiplyTile(tile, 0, TILE, packedA, ii * kc, packedB, jj * kc, kc);
        copyTile(c.data, at, c.rowStride, tile, 0, TILE, rows, cols);
      }
    }
  }
}

function copyTile(
  to: Float64Array,
  toAt: number,
  toStride: number,
  from: Float64Array,
  fromAt: number,
  fromStride: number,
  rows: number,
  cols: number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < cols; s++) {
      to[toAt + r * toStride + s] = from[fromAt + r * fromStride + s]!;
    }
  }
}

/** The 4×4 tile of C at `at`, held in 16 local variables while k runs. */
// prettier-ignore
function multiplyTile(
  c: Float64Array,
  at: number,
  stride: number,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  kc: number,
): void {
  const r0 = at;
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  let c00 = c[r0]!, c01 = c[r0 + 1]!, c02 = c[r0 + 2]!, c03 = c[r0 + 3]!;
  let c10 = c[r1]!, c11 = c[r1 + 1]!, c12 = c[r1 + 2]!, c13 = c[r1 + 3]!;
  let c20 = c[r2]!, c21 = c[r2 + 1]!, c22 = c[r2 + 2]!, c23 = c[r2 + 3]!;
  let c30 = c[r3]!, c31 = c[r3 + 1]!, c32 = c[r3 + 2]!, c33 = c[r3 + 3]!;
  const end = aAt + kc * TILE;
  for (let p = aAt, q = bAt; p < end; p += TILE, q += TILE) {
    const b0 = b[q]!, b1 = b[q + 1]!, b2 = b[q + 2]!, b3 = b[q + 3]!;
    const a0 = a[p]!;
    c00 += a0 * b0; c01 += a0 * b1; c02 += a0 * b2; c03 += a0 * b3;
    const a1 = a[p + 1]!;
    c10 += a1 * b0; c11 += a1 * b1; c12 += a1 * b2; c13 += a1 * b3;
    const a2 = a[p + 2]!;
    c20 += a2 * b0; c21 += a2 * b1; c22 += a2 * b2; c23 += a2 * b3;
    const a3 = a[p + 3]!;
    c30 += a3 * b0; c31 += a3 * b1; c32 += a3 * b2; c33 += a3 * b3;
  }
  c[r0] = c00; c[r0 + 1] = c01; c[r0 + 2] = c02; c[r0 + 3] = c03;
  c[r1] = c10; c[r1 + 1] = c11; c[r1 + 2] = c12; c[r1 + 3] = c13;
  c[r2] = c20; c[r2 + 1] = c21; c[r2 + 2] = c22; c[r2 + 3] = c23;
  c[r3] = c30; c[r3 + 1] = c31; c[r3 + 2] = c32; c[r3 + 3] = c33;
}
