// Homogeneous networks as tables over the angle, on whole tiles.

import { at } from "./layout";
import { all } from "./vectors";

/** Pairs of row `r` of a tile: one more in each row, up to `cols`. */
// @ts-ignore: decorator
@inline
function pairsOf(r: i32, cols: i32, first: i32): i32 {
  return min(cols, first + r);
}

/**
 * Of a tile of inner products, in place: sines of half the angles, or of half of what is missing to pi,
 * then with a minus sign; 1/sqrt 2 for a zero row. Writes the places of nearly collinear pairs,
 * r * stride + k, to `list`, and returns how many. Rows lie `stride` numbers apart, a multiple of 4; up
 * to three numbers beyond the pairs of a row are read and written.
 *
 * @param part - 1 / d
 * @param inverse1 - 1 / root1 for each row, 0 for a zero row
 */
export function halfSines(
  rows: i32,
  cols: i32,
  first: i32,
  values: usize,
  stride: i32,
  part: f64,
  close: f64,
  root1: usize,
  inverse1: usize,
  root2: usize,
  inverse2: usize,
  list: usize,
): i32 {
  const share = all(part);
  const small = all(close);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    const length = pairsOf(r, cols, first);
    const root = v128.load64_splat(at(root1, r));
    const half = f64x2.mul(all(0.5), v128.load64_splat(at(inverse1, r)));
    const row = at(values, r * stride);
    for (let k = 0; k < length; k += 4) {
      const p = at(row, k);
      const c0 = f64x2.mul(v128.load(p), share);
      const c1 = f64x2.mul(v128.load(p, 16), share);
      const radius0 = f64x2.mul(root, v128.load(at(root2, k)));
      const radius1 = f64x2.mul(root, v128.load(at(root2, k), 16));
      const gap0 = f64x2.pmax(f64x2.sub(radius0, f64x2.abs(c0)), all(0));
      const gap1 = f64x2.pmax(f64x2.sub(radius1, f64x2.abs(c1)), all(0));
      const ratio0 = f64x2.mul(f64x2.mul(gap0, half), v128.load(at(inverse2, k)));
      const ratio1 = f64x2.mul(f64x2.mul(gap1, half), v128.load(at(inverse2, k), 16));
      const none0 = f64x2.eq(radius0, all(0));
      const none1 = f64x2.eq(radius1, all(0));
      const square0 = v128.bitselect(all(0.5), ratio0, none0);
      const square1 = v128.bitselect(all(0.5), ratio1, none1);
      v128.store(p, v128.or(f64x2.sqrt(square0), v128.and(c0, all(-0.0))));
      v128.store(p, v128.or(f64x2.sqrt(square1), v128.and(c1, all(-0.0))), 16);
      const close0 = f64x2.lt(gap0, f64x2.mul(small, radius0));
      const close1 = f64x2.lt(gap1, f64x2.mul(small, radius1));
      if (!v128.any_true(v128.or(close0, close1))) continue;
      const place = r * stride + k;
      const end = r * stride + length;
      count = noteIn(close0, place, end, list, count);
      count = noteIn(close1, place + 2, end, list, count);
    }
  }
  return count;
}

/** Appends the places k and k + 1, as far as they are marked and below `end`. */
function noteIn(marks: v128, k: i32, end: i32, list: usize, count: i32): i32 {
  let found = count;
  if (k < end && i64x2.extract_lane(marks, 0) != 0) {
    store<i32>(list + (<usize>found << 2), k);
    found += 1;
  }
  if (k + 1 < end && i64x2.extract_lane(marks, 1) != 0) {
    store<i32>(list + (<usize>found << 2), k + 1);
    found += 1;
  }
  return found;
}

/** Bytes of a cell's ten coefficients. */
const CELL: usize = 80;

/** Even powers and odd powers of a polynomial of degree 9 in t, summed side by side; s = t^2. */
// @ts-ignore: decorator
@inline
function halves(from: usize, s: v128): v128 {
  let sum = v128.load(from, 64);
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 48));
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 32));
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 16));
  return f64x2.add(f64x2.mul(sum, s), v128.load(from, 0));
}

/**
 * f(u) scale1 scale2 for a tile of u; f is a polynomial of degree 9 in each of `cells` cells of |u| up
 * to 1/sqrt 2, first those for u >= 0, then those for u < 0. Rows as {@link halfSines} has them.
 */
export function lookUp(
  rows: i32,
  cols: i32,
  first: i32,
  values: usize,
  stride: i32,
  table: usize,
  cells: i32,
  scale1: usize,
  scale2: usize,
  to: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const length = pairsOf(r, cols, first);
    const scale = v128.load64_splat(at(scale1, r));
    const from = at(values, r * stride);
    const target = at(to, r * stride);
    for (let k = 0; k < length; k += 4) {
      const p = at(scale2, k);
      const f0 = fromTable(v128.load(at(from, k)), table, cells);
      const f1 = fromTable(v128.load(at(from, k), 16), table, cells);
      v128.store(at(target, k), f64x2.mul(f0, f64x2.mul(scale, v128.load(p))));
      v128.store(at(target, k), f64x2.mul(f1, f64x2.mul(scale, v128.load(p, 16))), 16);
    }
  }
}

// @ts-ignore: decorator
@inline
function fromTable(signed: v128, table: usize, cells: i32): v128 {
  const place = f64x2.mul(f64x2.abs(signed), all(1.4142135623730951 * <f64>cells));
  const cell = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(place), i32x4.splat(cells - 1));
  const t = f64x2.sub(f64x2.mul(all(2), f64x2.sub(place, f64x2.convert_low_i32x4_s(cell))), all(1));
  const signs = i32x4.shr_s(signed, 31);
  const obtuse = v128.shuffle<i32>(signs, signs, 1, 3, 1, 3);
  const index = i32x4.add(cell, v128.and(i32x4.splat(cells), obtuse));
  const s = f64x2.mul(t, t);
  const first = table + <usize>i32x4.extract_lane(index, 0) * CELL;
  const second = table + <usize>i32x4.extract_lane(index, 1) * CELL;
  const one = halves(first, v128.shuffle<f64>(s, s, 0, 0));
  const two = halves(second, v128.shuffle<f64>(s, s, 1, 1));
  const even = v128.shuffle<f64>(one, two, 0, 2);
  const odd = v128.shuffle<f64>(one, two, 1, 3);
  return f64x2.add(even, f64x2.mul(t, odd));
}
