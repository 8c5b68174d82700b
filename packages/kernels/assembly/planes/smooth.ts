// A linear layer with a erf(b x) or x Phi(x), and what it makes of variances.

import {
  arcQuotient, coefficient, constant, HALF, multiplyAdd, ONE, PER_TURN, positive, QUARTER, spread, ZERO,
} from "./vectors";

// arcsin of x, given its cosine: with half of the angle, whose cosine is sqrt((1 + cosine) / 2), the
// quotient above serves from -1 to 1, accurate relative to the result.
// @ts-ignore: decorator
@inline
function arcSine<T>(
  x: v128, cosine: v128, zero: v128, half: v128, one: v128, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128,
  c5: v128, c6: v128, c7: v128, c8: v128, c9: v128,
): v128 {
  const C = v128.sqrt<T>(v128.mul<T>(half, v128.add<T>(one, cosine)));
  const rest = v128.sub<T>(one, C);
  const v = positive<T>(v128.add<T>(rest, rest), zero);
  return v128.div<T>(
    v128.mul<T>(x, arcQuotient<T>(v, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9)), C);
}

// Linear layer and a erf(b x), or x Phi(x) where `gelu`. With c = R - A/2, R^2 - c^2 = A (R - A/4):
// erf: Delta^2 = 1 + 2 b^2 (q1 + q2) + 4 b^4 (R^2 - c^2), angle = atan(2 b^2 c / Delta),
// K' = (2 a^2 / pi) angle, slope = (4 a^2 b^2 / pi) / Delta;
// gelu: the same with 2 b^2 = 1, K' = c/4 + ((c t)^2 / Delta + (R t)^2 Delta + c angle) / 2 pi,
// slope = 1/4 + (angle + (c / Delta) (1 / Delta^2 + r1^2 + r2^2)) / 2 pi.
// r has 1 / sqrt(1 + 2 b^2 q), t is the product of two of them; q1 and q2 are variances afterwards.
// t Delta is formed of factors times t, which stay in range when the squares of variances do not.
// A place and its duplicate keep D = 0: where networks are chaotic, rounding would grow to all of D.
// @ts-ignore: decorator
@inline
function smooth<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, q1: usize, s2: usize, r2: usize, q2: usize,
  scaleBy: f64, own: f64, add: f64, b2: f64, valueBy: f64, slopeBy: f64, gelu: bool,
): void {
  const zero = constant<T>(ZERO);
  const half = constant<T>(HALF);
  const quarter = constant<T>(QUARTER);
  const one = constant<T>(ONE);
  const perTurn = constant<T>(PER_TURN);
  const c0 = coefficient<T>(0), c1 = coefficient<T>(1), c2 = coefficient<T>(2);
  const c3 = coefficient<T>(3), c4 = coefficient<T>(4), c5 = coefficient<T>(5);
  const c6 = coefficient<T>(6), c7 = coefficient<T>(7), c8 = coefficient<T>(8);
  const c9 = coefficient<T>(9);
  const scale = spread<T>(scaleBy);
  const ofK = spread<T>(own);
  const constantT = spread<T>(add);
  const twoB2 = spread<T>(2 * b2);
  const value = spread<T>(valueBy);
  const slope = spread<T>(slopeBy);
  const end = d + bytes;
  while (d < end) {
    const p = v128.load(s1);
    const q = v128.load(s2);
    const difference = v128.sub<T>(p, q);
    const radial = v128.mul<T>(difference, difference);
    const R = v128.mul<T>(p, q);
    const inside = v128.gt<T>(R, zero);
    const a = positive<T>(v128.sub<T>(v128.mul<T>(scale, v128.load(d)), radial), zero);
    const c = v128.sub<T>(R, v128.mul<T>(half, a));
    const root1 = v128.load(r1);
    const root2 = v128.load(r2);
    const tau = v128.mul<T>(root1, root2);
    const part = v128.mul<T>(v128.mul<T>(twoB2, a), tau);
    const whole = v128.mul<T>(v128.mul<T>(twoB2, R), tau);
    const sine2 = v128.mul<T>(part, positive<T>(v128.sub<T>(whole, v128.mul<T>(quarter, part)), zero));
    const both = multiplyAdd<T>(one, twoB2, v128.add<T>(radial, v128.add<T>(R, R)));
    const cosine = v128.sqrt<T>(multiplyAdd<T>(sine2, v128.mul<T>(both, tau), tau));
    const inverse = v128.div<T>(tau, cosine);
    const x = v128.mul<T>(v128.mul<T>(twoB2, c), tau);
    const angle = arcSine<T>(
      x, cosine, zero, half, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    let K: v128, S: v128;
    if (gelu) {
      const first = multiplyAdd<T>(
        v128.mul<T>(v128.mul<T>(x, x), inverse), v128.mul<T>(whole, R), cosine);
      K = multiplyAdd<T>(
        v128.mul<T>(quarter, c), perTurn, multiplyAdd<T>(first, c, angle));
      const rest = multiplyAdd<T>(
        multiplyAdd<T>(v128.mul<T>(inverse, inverse), root1, root1), root2, root2);
      S = multiplyAdd<T>(
        quarter, perTurn, multiplyAdd<T>(angle, v128.mul<T>(c, inverse), rest));
    } else {
      K = v128.mul<T>(value, angle);
      S = v128.mul<T>(slope, inverse);
    }
    K = v128.and(K, inside);
    const tangent = v128.add<T>(
      multiplyAdd<T>(v128.mul<T>(scale, v128.load(t)), ofK, c), constantT);
    const after1 = v128.load(q1);
    const after2 = v128.load(q2);
    const equal = v128.and(v128.eq<T>(a, zero), v128.eq<T>(after1, after2));
    const D = v128.sub<T>(v128.add<T>(after1, after2), v128.add<T>(K, K));
    v128.store(toD, v128.andnot(positive<T>(D, zero), equal));
    v128.store(toT, v128.and(v128.mul<T>(tangent, S), inside));
    d += 16;
    t += 16;
    toD += 16;
    toT += 16;
    s1 += 16;
    s2 += 16;
    r1 += 16;
    r2 += 16;
    q1 += 16;
    q2 += 16;
  }
}

export function smooth64(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, q1: usize, s2: usize, r2: usize, q2: usize,
  scale: f64, own: f64, add: f64, b2: f64, value: f64, slope: f64, gelu: bool,
): void {
  if (gelu) smooth<f64>(toD, toT, d, t, bytes, s1, r1, q1, s2, r2, q2, scale, own, add, b2, value, slope, true);
  else smooth<f64>(toD, toT, d, t, bytes, s1, r1, q1, s2, r2, q2, scale, own, add, b2, value, slope, false);
}

export function smooth32(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, q1: usize, s2: usize, r2: usize, q2: usize,
  scale: f64, own: f64, add: f64, b2: f64, value: f64, slope: f64, gelu: bool,
): void {
  if (gelu) smooth<f32>(toD, toT, d, t, bytes, s1, r1, q1, s2, r2, q2, scale, own, add, b2, value, slope, true);
  else smooth<f32>(toD, toT, d, t, bytes, s1, r1, q1, s2, r2, q2, scale, own, add, b2, value, slope, false);
}

// Variances after a smooth activation, and r = 1 / sqrt(1 + 2 b^2 q).
// @ts-ignore: decorator
@inline
function smoothVariances<T>(
  q: usize, copy: usize, r: usize, bytes: usize, b2: f64, valueBy: f64, gelu: bool,
): void {
  const zero = constant<f64>(ZERO);
  const half = constant<f64>(HALF);
  const quarter = constant<f64>(QUARTER);
  const one = constant<f64>(ONE);
  const perTurn = constant<f64>(PER_TURN);
  const c0 = coefficient<f64>(0), c1 = coefficient<f64>(1), c2 = coefficient<f64>(2);
  const c3 = coefficient<f64>(3), c4 = coefficient<f64>(4), c5 = coefficient<f64>(5);
  const c6 = coefficient<f64>(6), c7 = coefficient<f64>(7), c8 = coefficient<f64>(8);
  const c9 = coefficient<f64>(9);
  const twoB2 = spread<f64>(2 * b2);
  const value = spread<f64>(valueBy);
  const end = q + bytes;
  const step = <usize>sizeof<T>() * 2;
  for (; q < end; q += 16, copy += step, r += step) {
    const c = v128.load(q);
    const x = f64x2.mul(twoB2, c);
    const tau2 = f64x2.div(one, f64x2.add(one, x));
    const delta2 = f64x2.add(one, f64x2.add(x, x));
    const delta = f64x2.sqrt(delta2);
    const angle = arcSine<f64>(
      f64x2.mul(x, tau2), f64x2.mul(delta, tau2), zero, half, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    let K = f64x2.mul(value, angle);
    if (gelu) {
      const share = f64x2.mul(c, tau2);
      const first = f64x2.mul(
        f64x2.mul(share, share), f64x2.div(f64x2.add(one, delta2), delta));
      K = multiplyAdd<f64>(
        f64x2.mul(quarter, c), perTurn, multiplyAdd<f64>(first, c, angle));
    }
    const tau = f64x2.sqrt(tau2);
    v128.store(q, K);
    if (sizeof<T>() == 8) {
      v128.store(copy, K);
      v128.store(r, tau);
    } else {
      v128.store64_lane(copy, f32x4.demote_f64x2_zero(K), 0);
      v128.store64_lane(r, f32x4.demote_f64x2_zero(tau), 0);
    }
  }
}

export function smoothVariances64(
  q: usize, copy: usize, r: usize, bytes: usize, b2: f64, value: f64, gelu: bool,
): void {
  smoothVariances<f64>(q, copy, r, bytes, b2, value, gelu);
}

export function smoothVariances32(
  q: usize, copy: usize, r: usize, bytes: usize, b2: f64, value: f64, gelu: bool,
): void {
  smoothVariances<f32>(q, copy, r, bytes, b2, value, gelu);
}
