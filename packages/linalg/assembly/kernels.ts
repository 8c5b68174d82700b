// Kernels on linear memory. Pointers count bytes; strides and sizes count numbers.
//
// A product reads A as it lies (rows) and B from panels of 8 columns, so that a register tile of
// 2 × 8 needs one pointer per row of A and one for B. Every entry is summed in the order of k, with a
// rounding after each multiplication and each addition: no blocking can change a bit. The build with
// relaxed SIMD rounds once where the machine can.

import { packColumns, packRows } from "./panel-product";

export {
  packColumns32,
  packRows32,
  panelProduct,
  panelProduct32,
  useTallTiles,
} from "./panel-product";
export { packColumns, packRows };
export { addGroups, combine, dot, dotPair, downdate, symmetricPart } from "./tridiagonal";

const PANEL: i32 = 8;
/** Columns that are substituted without a product. */
const BLOCK: i32 = 32;

function multiplyAdd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, sum);
  return f64x2.add(sum, f64x2.mul(x, y));
}

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

/** C [m, n] += A [m, k] B, B in panels; columns up to the next multiple of 8 are written too. */
export function product(
  a: usize,
  aStride: i32,
  m: i32,
  b: usize,
  k: i32,
  c: usize,
  cStride: i32,
  n: i32,
): void {
  for (let j = 0; j < n; j += PANEL) {
    let i = 0;
    for (; i + 1 < m; i += 2) {
      twoRows(at(a, i * aStride), aStride, b, k, at(c, i * cStride + j), cStride);
    }
    if (i < m) oneRow(at(a, i * aStride), b, k, at(c, i * cStride + j));
    b = at(b, k * PANEL);
  }
}

function twoRows(a: usize, aStride: i32, b: usize, k: i32, c: usize, cStride: i32): void {
  const d = at(c, cStride);
  const end = at(a, k);
  const down = (<usize>aStride) << 3;
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d, 0);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  while (a < end) {
    const x = v128.load64_splat(a);
    const y = v128.load64_splat(a + down);
    const b0 = v128.load(b, 0);
    c0 = multiplyAdd(x, b0, c0);
    d0 = multiplyAdd(y, b0, d0);
    const b1 = v128.load(b, 16);
    c1 = multiplyAdd(x, b1, c1);
    d1 = multiplyAdd(y, b1, d1);
    const b2 = v128.load(b, 32);
    c2 = multiplyAdd(x, b2, c2);
    d2 = multiplyAdd(y, b2, d2);
    const b3 = v128.load(b, 48);
    c3 = multiplyAdd(x, b3, c3);
    d3 = multiplyAdd(y, b3, d3);
    a += 8;
    b += 64;
  }
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(d, d0, 0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
}

function oneRow(a: usize, b: usize, k: i32, c: usize): void {
  const end = at(a, k);
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  while (a < end) {
    const x = v128.load64_splat(a);
    c0 = multiplyAdd(x, v128.load(b, 0), c0);
    c1 = multiplyAdd(x, v128.load(b, 16), c1);
    c2 = multiplyAdd(x, v128.load(b, 32), c2);
    c3 = multiplyAdd(x, v128.load(b, 48), c3);
    a += 8;
    b += 64;
  }
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}

/** To [n, m] = Aᵀ for A [m, n]. */
export function transpose(a: usize, stride: i32, m: i32, n: i32, to: usize, toStride: i32): void {
  for (let i = 0; i < m; i += PANEL) {
    const rows = min(PANEL, m - i);
    let j = 0;
    if (rows === PANEL) {
      for (; j + 1 < n; j += 2) {
        transposePanel(at(a, i * stride + j), stride, at(to, j * toStride + i), toStride);
      }
    }
    for (; j < n; j++) {
      for (let r = i; r < i + rows; r++) {
        store<f64>(at(to, j * toStride + r), load<f64>(at(a, r * stride + j)));
      }
    }
  }
}

/** Eight rows of two numbers to two rows of eight. */
function transposePanel(a: usize, stride: i32, to: usize, toStride: i32): void {
  const down = (<usize>stride) << 3;
  const next = at(to, toStride);
  for (let r: usize = 0; r < 64; r += 16, a += 2 * down) {
    const x = v128.load(a);
    const y = v128.load(a + down);
    v128.store(to + r, v128.shuffle<f64>(x, y, 0, 2));
    v128.store(next + r, v128.shuffle<f64>(x, y, 1, 3));
  }
}

/** Moves m rows of so many bytes, which begin `stride` bytes apart, to one after the other. */
export function compact(a: usize, stride: usize, m: i32, bytes: usize): void {
  let from = a + stride;
  let to = a + bytes;
  for (let i = 1; i < m; i++, from += stride, to += bytes) memory.copy(to, from, bytes);
}

/** 1 when every entry of A [m, n] is finite, else 0. */
export function allFinite(a: usize, stride: i32, m: i32, n: i32): i32 {
  let zeros = f64x2.splat(0);
  let zero: f64 = 0;
  for (let i = 0; i < m; i++) {
    let from = at(a, i * stride);
    let j = 0;
    for (; j + 1 < n; j += 2, from += 16) {
      zeros = f64x2.add(zeros, f64x2.mul(v128.load(from), f64x2.splat(0)));
    }
    if (j < n) zero += 0 * load<f64>(from);
  }
  return i32(zero + f64x2.extract_lane(zeros, 0) + f64x2.extract_lane(zeros, 1) == 0);
}

/** The same for 32-bit numbers, with a stride that counts them. */
export function allFinite32(a: usize, stride: i32, m: i32, n: i32): i32 {
  let zeros = f32x4.splat(0);
  let zero: f32 = 0;
  for (let i = 0; i < m; i++) {
    let from = a + ((<usize>(i * stride)) << 2);
    let j = 0;
    for (; j + 3 < n; j += 4, from += 16) {
      zeros = f32x4.add(zeros, f32x4.mul(v128.load(from), f32x4.splat(0)));
    }
    for (; j < n; j++, from += 4) zero += 0 * load<f32>(from);
  }
  zeros = f32x4.add(zeros, i32x4.shuffle(zeros, zeros, 2, 3, 0, 1));
  return i32(zero + f32x4.extract_lane(zeros, 0) + f32x4.extract_lane(zeros, 1) == 0);
}

/**
 * X with X Lᵀ = B in place of B [m, n], L [n, n] a lower triangle, n up to 64: eight rows at a time,
 * side by side in `strip` (8 n numbers).
 */
function substituteForward(
  b: usize,
  bStride: i32,
  m: i32,
  l: usize,
  lStride: i32,
  n: i32,
  strip: usize,
): void {
  for (let i = 0; i < m; i += PANEL) {
    const rows = min(PANEL, m - i);
    const first = at(b, i * bStride);
    toStrip(first, bStride, rows, n, strip);
    for (let j = 0; j < n; j++) {
      eliminate(strip, j, at(l, j * lStride), 8, 0, j, load<f64>(at(l, j * lStride + j)));
    }
    fromStrip(first, bStride, rows, n, strip);
  }
}

/** X with X L = B in place of B [m, n], n up to 64. */
export function substituteBackward(
  b: usize,
  bStride: i32,
  m: i32,
  l: usize,
  lStride: i32,
  n: i32,
  strip: usize,
): void {
  for (let i = 0; i < m; i += PANEL) {
    const rows = min(PANEL, m - i);
    const first = at(b, i * bStride);
    toStrip(first, bStride, rows, n, strip);
    for (let j = n - 1; j >= 0; j--) {
      eliminate(strip, j, at(l, j), lStride << 3, j + 1, n, load<f64>(at(l, j * lStride + j)));
    }
    fromStrip(first, bStride, rows, n, strip);
  }
}

/** x[j] = (x[j] - Σ x[k] l[k]) / pivot over k from `from` to `to`, for the eight rows of the strip. */
function eliminate(
  strip: usize,
  j: i32,
  l: usize,
  lStep: i32,
  from: i32,
  to: i32,
  pivot: f64,
): void {
  const target = at(strip, j * PANEL);
  let x0 = v128.load(target, 0);
  let x1 = v128.load(target, 16);
  let x2 = v128.load(target, 32);
  let x3 = v128.load(target, 48);
  let x = at(strip, from * PANEL);
  const end = at(strip, to * PANEL);
  l += <usize>from * <usize>lStep;
  while (x < end) {
    const entry = f64x2.neg(v128.load64_splat(l));
    x0 = multiplyAdd(v128.load(x, 0), entry, x0);
    x1 = multiplyAdd(v128.load(x, 16), entry, x1);
    x2 = multiplyAdd(v128.load(x, 32), entry, x2);
    x3 = multiplyAdd(v128.load(x, 48), entry, x3);
    x += 64;
    l += lStep;
  }
  const pivots = f64x2.splat(pivot);
  v128.store(target, f64x2.div(x0, pivots), 0);
  v128.store(target, f64x2.div(x1, pivots), 16);
  v128.store(target, f64x2.div(x2, pivots), 32);
  v128.store(target, f64x2.div(x3, pivots), 48);
}

function toStrip(b: usize, stride: i32, rows: i32, n: i32, strip: usize): void {
  for (let r = 0; r < PANEL; r++) {
    const from = at(b, r * stride);
    for (let j = 0; j < n; j++) {
      store<f64>(at(strip, j * PANEL + r), r < rows ? load<f64>(at(from, j)) : 0);
    }
  }
}

function fromStrip(b: usize, stride: i32, rows: i32, n: i32, strip: usize): void {
  for (let r = 0; r < rows; r++) {
    const to = at(b, r * stride);
    for (let j = 0; j < n; j++) store<f64>(at(to, j), load<f64>(at(strip, j * PANEL + r)));
  }
}

/**
 * X with X Lᵀ = B in place of B [m, n]: 32 columns at a time, a product and then a substitution.
 * `panels` has room for 32 n numbers, `strip` for 256.
 */
export function solveForward(
  b: usize,
  bStride: i32,
  m: i32,
  l: usize,
  lStride: i32,
  n: i32,
  panels: usize,
  strip: usize,
): void {
  for (let j = 0; j < n; j += BLOCK) {
    const width = min(BLOCK, n - j);
    const target = at(b, j);
    if (j > 0) {
      packRows(at(l, j * lStride), lStride, width, j, panels, -1);
      product(b, bStride, m, panels, j, target, bStride, width);
    }
    substituteForward(target, bStride, m, at(l, j * lStride + j), lStride, width, strip);
  }
}

/**
 * L with A = L Lᵀ in place of the lower half of A [n, n]; what is above the diagonal is undefined.
 * Returns -1, or the index of the pivot that is not above 0 or not finite; that pivot is left on the
 * diagonal.
 */
export function factor(a: usize, stride: i32, n: i32, panels: usize, strip: usize): i32 {
  for (let j = 0; j < n; j += BLOCK) {
    const width = min(BLOCK, n - j);
    const corner = at(a, j * stride + j);
    if (j > 0) {
      packRows(at(a, j * stride), stride, width, j, panels, -1);
      product(at(a, j * stride), stride, n - j, panels, j, corner, stride, width);
    }
    const failed = factorBlock(corner, stride, width);
    if (failed >= 0) return j + failed;
    const below = n - j - width;
    if (below > 0) {
      const rest = at(corner, width * stride);
      substituteForward(rest, stride, below, corner, stride, width, strip);
    }
  }
  return -1;
}

function factorBlock(a: usize, stride: i32, n: i32): i32 {
  for (let i = 0; i < n; i++) {
    const ri = at(a, i * stride);
    for (let j = 0; j < i; j++) {
      const rj = at(a, j * stride);
      store<f64>(at(ri, j), remainder(ri, rj, j) / load<f64>(at(rj, j)));
    }
    const pivot = remainder(ri, ri, i);
    const good = pivot > 0 && pivot < Infinity;
    store<f64>(at(ri, i), good ? sqrt(pivot) : pivot);
    if (!good) return i;
  }
  return -1;
}

/** x[k] - Σ x[p] y[p] over p < k. */
function remainder(x: usize, y: usize, k: i32): f64 {
  let sum = load<f64>(at(x, k));
  for (let p = 0; p < k; p++) sum -= load<f64>(at(x, p)) * load<f64>(at(y, p));
  return sum;
}
