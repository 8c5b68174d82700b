// Pools without overlap.

import { constant, positive, spread, ZERO } from "./vectors";

// After a pool, from sums in float64: D = scale D - v1 - v2 and T = scale T, where v is how far the
// places of a window are apart within one image: half of the mean of D over their pairs. q1 and q2
// are the variances.
// @ts-ignore: decorator
@inline
function pooled<T>(
  d: usize, t: usize, sumD: usize, sumT: usize, bytes: usize,
  v1: usize, v2: usize, q1: usize, q2: usize, scaleBy: f64,
): void {
  const zero = constant<f64>(ZERO);
  const scale = spread<f64>(scaleBy);
  const end = sumD + bytes;
  const step = <usize>sizeof<T>() * 2;
  for (; sumD < end; sumD += 16, sumT += 16, d += step, t += step) {
    const p = f64x2.sqrt(v128.load(q1));
    const q = f64x2.sqrt(v128.load(q2));
    const difference = f64x2.sub(p, q);
    const radial = f64x2.mul(difference, difference);
    const inside = f64x2.gt(f64x2.mul(p, q), zero);
    const apart = f64x2.sub(
      f64x2.sub(f64x2.mul(scale, v128.load(sumD)), v128.load(v1)), v128.load(v2));
    const a = v128.and(positive<f64>(f64x2.sub(apart, radial), zero), inside);
    const D = f64x2.add(a, radial);
    const tangent = v128.and(f64x2.mul(scale, v128.load(sumT)), inside);
    if (sizeof<T>() == 8) {
      v128.store(d, D);
      v128.store(t, tangent);
    } else {
      v128.store64_lane(d, f32x4.demote_f64x2_zero(D), 0);
      v128.store64_lane(t, f32x4.demote_f64x2_zero(tangent), 0);
    }
    v1 += 16;
    v2 += 16;
    q1 += 16;
    q2 += 16;
  }
}

export function pooled64(
  d: usize, t: usize, sumD: usize, sumT: usize, bytes: usize,
  v1: usize, v2: usize, q1: usize, q2: usize, scale: f64,
): void {
  pooled<f64>(d, t, sumD, sumT, bytes, v1, v2, q1, q2, scale);
}

export function pooled32(
  d: usize, t: usize, sumD: usize, sumT: usize, bytes: usize,
  v1: usize, v2: usize, q1: usize, q2: usize, scale: f64,
): void {
  pooled<f32>(d, t, sumD, sumT, bytes, v1, v2, q1, q2, scale);
}

// Adds `count` numbers that are `step` apart to the float64 numbers of a row.
// @ts-ignore: decorator
@inline
function addEvery<T>(to: usize, from: usize, step: usize, count: i32): void {
  for (let k = 0; k < count; k++, to += 8, from += step) {
    store<f64>(to, load<f64>(to) + <f64>load<T>(from));
  }
}

// Adds the places from `first` to `end` of a row to the planes of their windows: those of one
// remainder belong to one plane. `columns` is the displacement of this stretch.
// @ts-ignore: decorator
@inline
function poolStretch<T>(
  table: usize, period: i32, toRow: usize, dRow: usize, tRow: usize,
  first: i32, end: i32, columns: i32, window: i32,
): void {
  const width = <usize>sizeof<T>();
  const step = <usize>window * width;
  for (let rest = 0; rest < window; rest++) {
    const start = first + ((rest - first % window + window) % window);
    if (start >= end) continue;
    const count = (end - 1 - start) / window + 1;
    const Q = start / window;
    const E = (start + columns) / window - Q;
    const entry = table + (<usize>(E < 0 ? E + period : E) << 3);
    const d = <usize>load<u32>(entry);
    if (d == 0) continue;
    const offset = toRow + (<usize>Q << 3);
    const from = <usize>start * width;
    addEvery<T>(d + offset, dRow + from, step, count);
    addEvery<T>(<usize>load<u32>(entry, 4) + offset, tRow + from, step, count);
  }
}

// Adds a plane to the sums over windows, which are float64. `table` has for every displacement after the pool the
// addresses of D and T, or 0; `rows` x `cols` places take part.
// @ts-ignore: decorator
@inline
function pool<T>(
  d: usize, t: usize, stride: usize, rows: i32, cols: i32, highPeriod: i32, widePeriod: i32,
  down: i32, across: i32, highWindow: i32, wideWindow: i32,
  table: usize, toHigh: i32, toWide: i32, toStride: usize,
): void {
  for (let h = 0; h < rows; h++) {
    const other = h + down < highPeriod ? h + down : h + down - highPeriod;
    if (other >= rows) continue;
    const P = h / highWindow;
    let E = other / highWindow - P;
    if (E < 0) E += toHigh;
    const line = table + (<usize>(E * toWide) << 3);
    const toRow = <usize>P * toStride;
    const from = <usize>h * stride;
    poolStretch<T>(line, toWide, toRow, d + from, t + from, 0, min(cols, cols - across), across, wideWindow);
    const wrapped = max(widePeriod - across, 0);
    if (wrapped < cols) {
      poolStretch<T>(
        line, toWide, toRow, d + from, t + from, wrapped, cols, across - widePeriod, wideWindow);
    }
  }
}

export function pool64(
  d: usize, t: usize, stride: usize, rows: i32, cols: i32, highPeriod: i32, widePeriod: i32,
  down: i32, across: i32, highWindow: i32, wideWindow: i32,
  table: usize, toHigh: i32, toWide: i32, toStride: usize,
): void {
  pool<f64>(d, t, stride, rows, cols, highPeriod, widePeriod, down, across, highWindow, wideWindow, table, toHigh, toWide, toStride);
}

export function pool32(
  d: usize, t: usize, stride: usize, rows: i32, cols: i32, highPeriod: i32, widePeriod: i32,
  down: i32, across: i32, highWindow: i32, wideWindow: i32,
  table: usize, toHigh: i32, toWide: i32, toStride: usize,
): void {
  pool<f32>(d, t, stride, rows, cols, highPeriod, widePeriod, down, across, highWindow, wideWindow, table, toHigh, toWide, toStride);
}
