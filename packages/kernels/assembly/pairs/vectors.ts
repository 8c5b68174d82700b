// Functions of two numbers at a time, that several layers need.

import { APART, TOGETHER } from "./layout";

// @ts-ignore: decorator
@inline
export function all(x: f64): v128 {
  return f64x2.splat(x);
}

/** x a + b. */
// @ts-ignore: decorator
@inline
export function next(x: v128, a: v128, b: f64): v128 {
  return f64x2.add(f64x2.mul(x, a), all(b));
}

/** a + b x. */
// @ts-ignore: decorator
@inline
function pairOf(x: v128, a: f64, b: f64): v128 {
  return f64x2.add(all(a), f64x2.mul(x, all(b)));
}

/** sqrt(x y) for x, y >= 0, also where the product leaves the range of doubles. */
// @ts-ignore: decorator
@inline
export function rootOfProduct(x: v128, y: v128): v128 {
  const product = f64x2.mul(x, y);
  const root = f64x2.sqrt(product);
  const outside = v128.or(f64x2.lt(product, all(1e-280)), f64x2.gt(product, all(1e300)));
  if (!v128.any_true(outside)) return root;
  return v128.bitselect(f64x2.mul(f64x2.sqrt(x), f64x2.sqrt(y)), root, outside);
}

/**
 * sqrt(square + (factor R sin angle)^2) for square >= factor R sin angle >= 0, also where squares leave
 * the range of doubles: R sin angle is sqrt(apart together) / 2.
 */
// @ts-ignore: decorator
@inline
export function hypotenuse(square: v128, factor: f64, p: usize): v128 {
  const apart = v128.load(p + APART);
  const together = v128.load(p + TOGETHER);
  const turned = f64x2.mul(all(0.25 * factor * factor), f64x2.mul(apart, together));
  const root = f64x2.sqrt(f64x2.add(square, turned));
  const large = f64x2.gt(turned, all(1e300));
  if (!v128.any_true(large)) return root;
  // 2^-520, an exact factor that brings the squares of all larger numbers into range.
  const down = all(2.913414348125081e-157);
  const sine = f64x2.mul(f64x2.sqrt(apart), f64x2.sqrt(together));
  const less = f64x2.mul(f64x2.mul(all(0.5 * factor), sine), down);
  const sum = f64x2.add(f64x2.mul(f64x2.mul(square, down), down), f64x2.mul(less, less));
  return v128.bitselect(f64x2.div(f64x2.sqrt(sum), down), root, large);
}

/** arctan(y / x) for x >= 0, to an ulp. Minimax polynomial on |t| <= tan(pi/8). */
// @ts-ignore: decorator
@inline
export function arctan2(y: v128, x: v128): v128 {
  const a = f64x2.abs(y);
  const low = f64x2.le(a, f64x2.mul(x, all(0.41421356237309503)));
  const high = f64x2.gt(a, f64x2.mul(x, all(2.414213562373095)));
  const middle = v128.not(v128.or(low, high));
  let over = v128.bitselect(a, f64x2.sub(a, x), low);
  let under = v128.bitselect(x, f64x2.add(a, x), low);
  over = v128.bitselect(f64x2.neg(x), over, high);
  under = v128.bitselect(a, under, high);
  const base = v128.or(
    v128.and(middle, all(0.7853981633974483)),
    v128.and(high, all(1.5707963267948966)),
  );
  const rest = v128.or(
    v128.and(middle, all(3.061616997868383e-17)),
    v128.and(high, all(6.123233995736766e-17)),
  );
  const t = f64x2.div(over, under);
  const s = f64x2.mul(t, t);
  // In pairs and pairs of pairs: a chain of eleven steps would keep the processor waiting.
  const s2 = f64x2.mul(s, s);
  const s4 = f64x2.mul(s2, s2);
  const p0 = pairOf(s, -0.333333333333332, 0.19999999999954038);
  const p2 = pairOf(s, -0.1428571428024397, 0.11111110785901666);
  const p4 = pairOf(s, -0.09090897829420042, 0.07692061508215577);
  const p6 = pairOf(s, -0.06663118878027861, 0.05847997683891178);
  const p8 = pairOf(s, -0.05039793738694527, 0.03807697779081718);
  const low4 = f64x2.add(p0, f64x2.mul(s2, p2));
  const next4 = f64x2.add(p4, f64x2.mul(s2, p6));
  const high4 = f64x2.add(p8, f64x2.mul(s2, all(-0.017920779609297735)));
  const p = f64x2.add(low4, f64x2.mul(s4, f64x2.add(next4, f64x2.mul(s4, high4))));
  const inner = f64x2.add(f64x2.mul(f64x2.mul(t, s), p), rest);
  const result = f64x2.add(base, f64x2.add(t, inner));
  return v128.xor(result, v128.and(y, all(-0.0)));
}

/** e^x to an ulp; 0 and infinity beyond the range. Minimax polynomial on |r| <= log(2)/2. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const bounded = f64x2.min(f64x2.max(x, all(-746)), all(710));
  const n = f64x2.nearest(f64x2.mul(bounded, all(1.4426950408889634)));
  let r = f64x2.sub(bounded, f64x2.mul(n, all(0.6931471803691238)));
  const tail = f64x2.mul(n, all(1.9082149292705877e-10));
  r = f64x2.sub(r, tail);
  const s = f64x2.mul(r, r);
  let p = all(2.0926992814181926e-9);
  p = next(p, r, 2.5112348446013197e-8);
  p = next(p, r, 2.75572331908823e-7);
  p = next(p, r, 2.755723392953628e-6);
  p = next(p, r, 2.4801587373954923e-5);
  p = next(p, r, 0.0001984126989736184);
  p = next(p, r, 0.001388888888885832);
  p = next(p, r, 0.00833333333331662);
  p = next(p, r, 0.04166666666666673);
  p = next(p, r, 0.16666666666666685);
  p = next(p, r, 0.5);
  const value = f64x2.add(all(1), f64x2.add(r, f64x2.mul(s, p)));
  // Two factors, so that results near both ends of the range are reached without a detour.
  const whole = i32x4.trunc_sat_f64x2_s_zero(n);
  const half = i32x4.shr_s(whole, 1);
  const power = i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(half), i64x2.splat(1023)), 52);
  const other = i32x4.sub(whole, half);
  const power2 = i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(other), i64x2.splat(1023)), 52);
  return f64x2.mul(f64x2.mul(value, power), power2);
}

/** Appends the indices k and k + 1, as far as they are marked and below `length`. */
// @ts-ignore: decorator
@inline
export function note(marks: v128, k: i32, length: i32, list: usize, count: i32): i32 {
  if (!v128.any_true(marks)) return count;
  let found = count;
  if (i64x2.extract_lane(marks, 0) != 0) {
    store<i32>(list + (<usize>found << 2), k);
    found += 1;
  }
  if (k + 1 < length && i64x2.extract_lane(marks, 1) != 0) {
    store<i32>(list + (<usize>found << 2), k + 1);
    found += 1;
  }
  return found;
}
