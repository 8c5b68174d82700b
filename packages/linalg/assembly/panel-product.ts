// Products of which both factors lie in panels: panel p has rows 8p to 8p + 7 of a factor side by side,
// 64 bytes for each term of the sums; missing rows are 0. A register tile then finds all that it needs
// at fixed distances from two pointers. With 32-bit numbers a panel has 16 rows, in as many bytes.
//
// Tiles of 2 rows fit the registers of 128-bit processors; tiles of 4 are faster where V8 makes 256-bit
// operations of pairs. Every entry is summed in the order of k either way.

/** Bytes of a panel for each term. */
const STEP: usize = 64;

let tall: bool = false;

/** Tiles of 4 rows from now on. */
export function useTallTiles(): void {
  tall = true;
}

/** sum + x y for a signed `Sign`, sum - x y for an unsigned one. */
function multiplyAdd<Sign>(x: v128, y: v128, sum: v128): v128 {
  if (isSigned<Sign>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, sum);
    return f64x2.add(sum, f64x2.mul(x, y));
  }
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(x, y, sum);
  return f64x2.sub(sum, f64x2.mul(x, y));
}

function multiplyAdd32(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

/**
 * C [m, n] += A Bᵀ, or -= when `minus` is not 0, for A [m, k] and B [n, k] in panels; `cStride` counts
 * bytes. Rows of C up to the next multiple of 4 are written too, and columns up to the next multiple of
 * 8.
 */
export function panelProduct(
  a: usize,
  m: i32,
  b: usize,
  n: i32,
  k: i32,
  c: usize,
  cStride: i32,
  minus: i32,
): void {
  if (minus) inTiles<u32>(a, m, b, n, k, c, cStride);
  else inTiles<i32>(a, m, b, n, k, c, cStride);
}

function inTiles<Sign>(a: usize, m: i32, b: usize, n: i32, k: i32, c: usize, cStride: i32): void {
  const panel = <usize>k * STEP;
  for (let j = 0; j < n; j += 8, b += panel, c += 64) {
    for (let i = 0; i < m; i += tall ? 4 : 2) {
      const rows = a + <usize>(i >> 3) * panel + (((<usize>i) & 7) << 3);
      const to = c + <usize>i * <usize>cStride;
      if (tall) fourRows<Sign>(rows, b, panel, to, cStride);
      else twoRows<Sign>(rows, b, panel, to, cStride);
    }
  }
}

/** The same for 32-bit numbers: columns up to the next multiple of 16 are written. */
export function panelProduct32(
  a: usize,
  m: i32,
  b: usize,
  n: i32,
  k: i32,
  c: usize,
  cStride: i32,
): void {
  const panel = <usize>k * STEP;
  for (let j = 0; j < n; j += 16, b += panel, c += 64) {
    for (let i = 0; i < m; i += tall ? 4 : 2) {
      const rows = a + <usize>(i >> 4) * panel + (((<usize>i) & 15) << 2);
      const to = c + <usize>i * <usize>cStride;
      if (tall) fourRows32(rows, b, panel, to, cStride);
      else twoRows32(rows, b, panel, to, cStride);
    }
  }
}

function twoRows<Sign>(a: usize, b: usize, panel: usize, c: usize, cStride: i32): void {
  const end = b + panel;
  const d = c + <usize>cStride;
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d, 0);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  while (b < end) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const x = v128.load64_splat(a, 0);
    c0 = multiplyAdd<Sign>(x, b0, c0);
    c1 = multiplyAdd<Sign>(x, b1, c1);
    c2 = multiplyAdd<Sign>(x, b2, c2);
    c3 = multiplyAdd<Sign>(x, b3, c3);
    const y = v128.load64_splat(a, 8);
    d0 = multiplyAdd<Sign>(y, b0, d0);
    d1 = multiplyAdd<Sign>(y, b1, d1);
    d2 = multiplyAdd<Sign>(y, b2, d2);
    d3 = multiplyAdd<Sign>(y, b3, d3);
    a += STEP;
    b += STEP;
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

function fourRows<Sign>(a: usize, b: usize, panel: usize, c: usize, cStride: i32): void {
  const end = b + panel;
  const d = c + <usize>cStride;
  const e = d + <usize>cStride;
  const f = e + <usize>cStride;
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d, 0);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  let e0 = v128.load(e, 0);
  let e1 = v128.load(e, 16);
  let e2 = v128.load(e, 32);
  let e3 = v128.load(e, 48);
  let f0 = v128.load(f, 0);
  let f1 = v128.load(f, 16);
  let f2 = v128.load(f, 32);
  let f3 = v128.load(f, 48);
  while (b < end) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const x = v128.load64_splat(a, 0);
    c0 = multiplyAdd<Sign>(x, b0, c0);
    c1 = multiplyAdd<Sign>(x, b1, c1);
    c2 = multiplyAdd<Sign>(x, b2, c2);
    c3 = multiplyAdd<Sign>(x, b3, c3);
    const y = v128.load64_splat(a, 8);
    d0 = multiplyAdd<Sign>(y, b0, d0);
    d1 = multiplyAdd<Sign>(y, b1, d1);
    d2 = multiplyAdd<Sign>(y, b2, d2);
    d3 = multiplyAdd<Sign>(y, b3, d3);
    const z = v128.load64_splat(a, 16);
    e0 = multiplyAdd<Sign>(z, b0, e0);
    e1 = multiplyAdd<Sign>(z, b1, e1);
    e2 = multiplyAdd<Sign>(z, b2, e2);
    e3 = multiplyAdd<Sign>(z, b3, e3);
    const w = v128.load64_splat(a, 24);
    f0 = multiplyAdd<Sign>(w, b0, f0);
    f1 = multiplyAdd<Sign>(w, b1, f1);
    f2 = multiplyAdd<Sign>(w, b2, f2);
    f3 = multiplyAdd<Sign>(w, b3, f3);
    a += STEP;
    b += STEP;
  }
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(d, d0, 0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
  v128.store(e, e0, 0);
  v128.store(e, e1, 16);
  v128.store(e, e2, 32);
  v128.store(e, e3, 48);
  v128.store(f, f0, 0);
  v128.store(f, f1, 16);
  v128.store(f, f2, 32);
  v128.store(f, f3, 48);
}

function twoRows32(a: usize, b: usize, panel: usize, c: usize, cStride: i32): void {
  const end = b + panel;
  const d = c + <usize>cStride;
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d, 0);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  while (b < end) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const x = v128.load32_splat(a, 0);
    c0 = multiplyAdd32(x, b0, c0);
    c1 = multiplyAdd32(x, b1, c1);
    c2 = multiplyAdd32(x, b2, c2);
    c3 = multiplyAdd32(x, b3, c3);
    const y = v128.load32_splat(a, 4);
    d0 = multiplyAdd32(y, b0, d0);
    d1 = multiplyAdd32(y, b1, d1);
    d2 = multiplyAdd32(y, b2, d2);
    d3 = multiplyAdd32(y, b3, d3);
    a += STEP;
    b += STEP;
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

function fourRows32(a: usize, b: usize, panel: usize, c: usize, cStride: i32): void {
  const end = b + panel;
  const d = c + <usize>cStride;
  const e = d + <usize>cStride;
  const f = e + <usize>cStride;
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
  let d0 = v128.load(d, 0);
  let d1 = v128.load(d, 16);
  let d2 = v128.load(d, 32);
  let d3 = v128.load(d, 48);
  let e0 = v128.load(e, 0);
  let e1 = v128.load(e, 16);
  let e2 = v128.load(e, 32);
  let e3 = v128.load(e, 48);
  let f0 = v128.load(f, 0);
  let f1 = v128.load(f, 16);
  let f2 = v128.load(f, 32);
  let f3 = v128.load(f, 48);
  while (b < end) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const x = v128.load32_splat(a, 0);
    c0 = multiplyAdd32(x, b0, c0);
    c1 = multiplyAdd32(x, b1, c1);
    c2 = multiplyAdd32(x, b2, c2);
    c3 = multiplyAdd32(x, b3, c3);
    const y = v128.load32_splat(a, 4);
    d0 = multiplyAdd32(y, b0, d0);
    d1 = multiplyAdd32(y, b1, d1);
    d2 = multiplyAdd32(y, b2, d2);
    d3 = multiplyAdd32(y, b3, d3);
    const z = v128.load32_splat(a, 8);
    e0 = multiplyAdd32(z, b0, e0);
    e1 = multiplyAdd32(z, b1, e1);
    e2 = multiplyAdd32(z, b2, e2);
    e3 = multiplyAdd32(z, b3, e3);
    const w = v128.load32_splat(a, 12);
    f0 = multiplyAdd32(w, b0, f0);
    f1 = multiplyAdd32(w, b1, f1);
    f2 = multiplyAdd32(w, b2, f2);
    f3 = multiplyAdd32(w, b3, f3);
    a += STEP;
    b += STEP;
  }
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(d, d0, 0);
  v128.store(d, d1, 16);
  v128.store(d, d2, 32);
  v128.store(d, d3, 48);
  v128.store(e, e0, 0);
  v128.store(e, e1, 16);
  v128.store(e, e2, 32);
  v128.store(e, e3, 48);
  v128.store(f, f0, 0);
  v128.store(f, f1, 16);
  v128.store(f, f2, 32);
  v128.store(f, f3, 48);
}

/** Panels of `sign` B from the rows of B [n, k]. */
export function packRows(b: usize, stride: i32, n: i32, k: i32, to: usize, sign: f64): void {
  const down = (<usize>stride) << 3;
  for (let j = 0; j < n; j += 8) {
    for (let r = 0; r < 8; r += 2) {
      const from = b + <usize>(j + r) * down;
      if (n - j - r > 1) packPair(from, down, k, to + ((<usize>r) << 3), sign);
      else packLast(from, n - j - r, k, to + ((<usize>r) << 3), sign);
    }
    to += <usize>k * STEP;
  }
}

/** Two rows into two neighbouring columns of a panel. */
function packPair(row: usize, down: usize, k: i32, to: usize, sign: f64): void {
  const signs = f64x2.splat(sign);
  let p = 1;
  for (; p < k; p += 2, row += 16, to += 2 * STEP) {
    const x = f64x2.mul(signs, v128.load(row));
    const y = f64x2.mul(signs, v128.load(row + down));
    v128.store(to, v128.shuffle<f64>(x, y, 0, 2));
    v128.store(to + STEP, v128.shuffle<f64>(x, y, 1, 3));
  }
  if (p > k) return;
  store<f64>(to, sign * load<f64>(row));
  store<f64>(to, sign * load<f64>(row + down), 8);
}

/** The last row, if it exists, beside a column of zeros. */
function packLast(row: usize, count: i32, k: i32, to: usize, sign: f64): void {
  for (let p = 0; p < k; p++, row += 8, to += STEP) {
    store<f64>(to, count > 0 ? sign * load<f64>(row) : 0);
    store<f64>(to, 0, 8);
  }
}

/** Panels of `sign` Bᵀ from B [k, n] as it lies. */
export function packColumns(b: usize, stride: i32, n: i32, k: i32, to: usize, sign: f64): void {
  const signs = f64x2.splat(sign);
  const down = (<usize>stride) << 3;
  for (let j = 0; j < n; j += 8, b += 64) {
    let from = b;
    const count = n - j;
    for (let p = 0; p < k; p++, from += down, to += STEP) {
      if (count >= 8) {
        v128.store(to, f64x2.mul(signs, v128.load(from, 0)), 0);
        v128.store(to, f64x2.mul(signs, v128.load(from, 16)), 16);
        v128.store(to, f64x2.mul(signs, v128.load(from, 32)), 32);
        v128.store(to, f64x2.mul(signs, v128.load(from, 48)), 48);
      } else {
        for (let r = 0; r < 8; r++) {
          const at = (<usize>r) << 3;
          store<f64>(to + at, r < count ? sign * load<f64>(from + at) : 0);
        }
      }
    }
  }
}

/** Panels of 16 rows from the rows of B [n, k], 32-bit numbers. */
export function packRows32(b: usize, stride: i32, n: i32, k: i32, to: usize): void {
  const down = (<usize>stride) << 2;
  for (let j = 0; j < n; j += 16) {
    for (let r = 0; r < 16; r++) {
      let from = b + <usize>(j + r) * down;
      let target = to + ((<usize>r) << 2);
      const there = j + r < n;
      for (let p = 0; p < k; p++, from += 4, target += STEP) {
        store<f32>(target, there ? load<f32>(from) : 0);
      }
    }
    to += <usize>k * STEP;
  }
}

/** Panels of 16 rows of Bᵀ from B [k, n] as it lies, 32-bit numbers. */
export function packColumns32(b: usize, stride: i32, n: i32, k: i32, to: usize): void {
  const down = (<usize>stride) << 2;
  for (let j = 0; j < n; j += 16, b += 64) {
    let from = b;
    const count = n - j;
    for (let p = 0; p < k; p++, from += down, to += STEP) {
      if (count >= 16) {
        v128.store(to, v128.load(from, 0), 0);
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
        v128.store(to, v128.load(from, 48), 48);
      } else {
        for (let r = 0; r < 16; r++) {
          const at = (<usize>r) << 2;
          store<f32>(to + at, r < count ? load<f32>(from + at) : 0);
        }
      }
    }
  }
}
