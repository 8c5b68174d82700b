// Layers on planes of pairs of places, in float64 and float32. A plane has the squared distances
// D = q1 + q2 - 2K and the tangent kernel T of the places p of one image and p + e of the other, in one
// stretch of memory with margins; pointers and lengths count bytes, lengths are multiples of 32.
//
// D, not the covariance K, is carried along: convolutions act on it as on K, a place compared with its
// duplicate keeps exactly 0, and the angle theta between two places, sin^2(theta / 2) = (D - (s1 - s2)^2) /
// (4 s1 s2), is free of cancellation. Places outside of an image have standard deviation s = 0.
//
// Constants are loaded from memory before the loops: V8 would build literal vectors anew in each round.

const TABLE: StaticArray<f64> = [0, 0.5, 1, 0.25, 3.141592653589793 / 2, 0.5 / 3.141592653589793];
const ZERO: i32 = 0;
const HALF: i32 = 1;
const ONE: i32 = 2;
const QUARTER: i32 = 3;
const QUARTER_TURN: i32 = 4;
const PER_TURN: i32 = 5;

// (acos(1 - v) / sqrt(1 - (1 - v)^2) - 1) / v for v from 0 to 1 - sqrt(1/2), by Chebyshev interpolation:
// of degree 9 to 7e-16 and of degree 4 to 9e-9 of the quotient that it belongs to.
const FINE: StaticArray<f64> = [
  0.33333333333333098, 0.13333333333493994, 0.057142856962487919, 0.025396833226313415,
  0.011543839629890864, 0.0053301619220042841, 0.0024700639204741353, 0.0012456592700949563,
  0.00034843073968092021, 0.00055404353774741679,
];
const COARSE: StaticArray<f64> = [
  0.33333336553058102, 0.13332785199065668, 0.057290418868364537, 0.024030700627705936,
  0.016504829732379185,
];

/** First address that planes may use. */
export function heapBase(): usize {
  return __heap_base;
}

// @ts-ignore: decorator
@inline
function spread<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

// @ts-ignore: decorator
@inline
function constant<T>(index: i32): v128 {
  return spread<T>(load<f64>(changetype<usize>(TABLE) + ((<usize>index) << 3)));
}

// @ts-ignore: decorator
@inline
function coefficient<T>(k: i32): v128 {
  const from = sizeof<T>() == 8 ? changetype<usize>(FINE) : changetype<usize>(COARSE);
  return spread<T>(load<f64>(from + ((<usize>k) << 3)));
}

// @ts-ignore: decorator
@inline
function multiplyAdd<T>(sum: v128, x: v128, y: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(x, y));
}

// acos(c) / sqrt(1 - c^2) of v = 1 - c, by a tree of short dependencies.
// @ts-ignore: decorator
@inline
function arcQuotient<T>(
  v: v128, one: v128, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128,
  c5: v128, c6: v128, c7: v128, c8: v128, c9: v128,
): v128 {
  const v2 = v128.mul<T>(v, v);
  const v4 = v128.mul<T>(v2, v2);
  const low = multiplyAdd<T>(multiplyAdd<T>(one, c0, v), multiplyAdd<T>(c1, c2, v), v2);
  if (sizeof<T>() == 4) return multiplyAdd<T>(low, multiplyAdd<T>(c3, c4, v), v4);
  const middle = multiplyAdd<T>(multiplyAdd<T>(c3, c4, v), multiplyAdd<T>(c5, c6, v), v2);
  const high = multiplyAdd<T>(multiplyAdd<T>(c7, c8, v), c9, v2);
  return multiplyAdd<T>(low, multiplyAdd<T>(middle, high, v4), v4);
}

// @ts-ignore: decorator
@inline
function sumOfTaps<T>(from: usize, step: usize, low: i32, high: i32, offset: usize): v128 {
  let at = from - step * <usize>low + offset;
  let sum = v128.load(at);
  for (let k = -low; k < high; k++) {
    at += step;
    sum = v128.add<T>(sum, v128.load(at));
  }
  return sum;
}

// to[i] = sum over k from -low to high of from[i + k step].
// @ts-ignore: decorator
@inline
function windowSums<T>(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  const end = from + bytes;
  if (low == 1 && high == 1) {
    for (; from < end; from += 32, to += 32) {
      const left = v128.load(from - step);
      const left2 = v128.load(from - step, 16);
      const middle = v128.load(from);
      const middle2 = v128.load(from, 16);
      const right = v128.load(from + step);
      const right2 = v128.load(from + step, 16);
      v128.store(to, v128.add<T>(v128.add<T>(left, right), middle));
      v128.store(to, v128.add<T>(v128.add<T>(left2, right2), middle2), 16);
    }
  } else {
    for (; from < end; from += 32, to += 32) {
      v128.store(to, sumOfTaps<T>(from, step, low, high, 0));
      v128.store(to, sumOfTaps<T>(from, step, low, high, 16), 16);
    }
  }
}

export function windowSums64(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  windowSums<f64>(to, from, bytes, step, low, high);
}

export function windowSums32(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  windowSums<f32>(to, from, bytes, step, low, high);
}

// A number, or with `three` the sum of it and its neighbours in the row.
// @ts-ignore: decorator
@inline
function rowSum<T>(from: usize, three: bool, offset: usize): v128 {
  const at = from + offset;
  if (!three) return v128.load(at);
  const width = <usize>sizeof<T>();
  return v128.add<T>(v128.add<T>(v128.load(at - width), v128.load(at + width)), v128.load(at));
}

// Linear layer and a min(x, 0) + b max(x, 0): with w = sin^2(theta / 2), y = sqrt(w), c = sqrt(1 - w) and
// theta / 2 = y Q(c), D' = kappa D - 2 g R (sin theta - theta cos theta), T' = T (kappa - g theta).
// @ts-ignore: decorator
@inline
function abRelu<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scaleBy: f64, own: f64, add: f64, kappaOf: f64, gOf: f64, three: bool, obtuse: bool,
): void {
  const zero = constant<T>(ZERO);
  const one = constant<T>(ONE);
  const quarterTurn = constant<T>(QUARTER_TURN);
  const opposite = spread<T>(sizeof<T>() == 8 ? 1e-14 : 2e-6);
  const c0 = coefficient<T>(0), c1 = coefficient<T>(1), c2 = coefficient<T>(2);
  const c3 = coefficient<T>(3), c4 = coefficient<T>(4);
  const c5 = coefficient<T>(sizeof<T>() == 8 ? 5 : 0), c6 = coefficient<T>(sizeof<T>() == 8 ? 6 : 0);
  const c7 = coefficient<T>(sizeof<T>() == 8 ? 7 : 0), c8 = coefficient<T>(sizeof<T>() == 8 ? 8 : 0);
  const c9 = coefficient<T>(sizeof<T>() == 8 ? 9 : 0);
  const scale = spread<T>(scaleBy);
  const ofK = spread<T>(own);
  const constantT = spread<T>(add);
  const kappa = spread<T>(kappaOf);
  const g2 = spread<T>(2 * gOf);
  const g4 = spread<T>(4 * gOf);
  const end = d + bytes;
  while (d < end) {
    const p0 = v128.load(s1), p1 = v128.load(s1, 16);
    const q0 = v128.load(s2), q1 = v128.load(s2, 16);
    const D0 = v128.mul<T>(scale, rowSum<T>(d, three, 0));
    const D1 = v128.mul<T>(scale, rowSum<T>(d, three, 16));
    const T0 = v128.mul<T>(scale, rowSum<T>(t, three, 0));
    const T1 = v128.mul<T>(scale, rowSum<T>(t, three, 16));
    const x0 = v128.sub<T>(p0, q0), x1 = v128.sub<T>(p1, q1);
    const e0 = v128.mul<T>(x0, x0), e1 = v128.mul<T>(x1, x1);
    const R0 = v128.mul<T>(p0, q0), R1 = v128.mul<T>(p1, q1);
    const m0 = v128.gt<T>(R0, zero), m1 = v128.gt<T>(R1, zero);
    const a0 = v128.and(v128.max<T>(v128.sub<T>(D0, e0), zero), m0);
    const a1 = v128.and(v128.max<T>(v128.sub<T>(D1, e1), zero), m1);
    let w0 = v128.mul<T>(v128.mul<T>(a0, v128.load(r1)), v128.load(r2));
    let w1 = v128.mul<T>(v128.mul<T>(a1, v128.load(r1, 16)), v128.load(r2, 16));
    const cos0 = v128.sub<T>(one, v128.add<T>(w0, w0)), cos1 = v128.sub<T>(one, v128.add<T>(w1, w1));
    if (obtuse) {
      // What cannot be told from opposite places is opposite.
      const far0 = v128.sub<T>(one, w0), far1 = v128.sub<T>(one, w1);
      w0 = v128.min<T>(w0, v128.and(far0, v128.gt<T>(far0, opposite)));
      w1 = v128.min<T>(w1, v128.and(far1, v128.gt<T>(far1, opposite)));
    }
    const y0 = v128.sqrt<T>(w0), y1 = v128.sqrt<T>(w1);
    const C0 = v128.sqrt<T>(v128.sub<T>(one, w0)), C1 = v128.sqrt<T>(v128.sub<T>(one, w1));
    const v0 = v128.sub<T>(one, C0), v1 = v128.sub<T>(one, C1);
    const Q0 = arcQuotient<T>(v0, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    const Q1 = arcQuotient<T>(v1, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    const K0 = v128.mul<T>(R0, cos0), K1 = v128.mul<T>(R1, cos1);
    const P0 = v128.and(v128.add<T>(multiplyAdd<T>(T0, ofK, K0), constantT), m0);
    const P1 = v128.and(v128.add<T>(multiplyAdd<T>(T1, ofK, K1), constantT), m1);
    let B0: v128, B1: v128, h0: v128, h1: v128;
    if (obtuse) {
      const acute0 = v128.mul<T>(y0, Q0), acute1 = v128.mul<T>(y1, Q1);
      const turned0 = v128.sub<T>(quarterTurn, acute0), turned1 = v128.sub<T>(quarterTurn, acute1);
      h0 = v128.bitselect(turned0, acute0, v128.lt<T>(cos0, zero));
      h1 = v128.bitselect(turned1, acute1, v128.lt<T>(cos1, zero));
      B0 = v128.sub<T>(v128.mul<T>(y0, C0), v128.mul<T>(h0, cos0));
      B1 = v128.sub<T>(v128.mul<T>(y1, C1), v128.mul<T>(h1, cos1));
    } else {
      h0 = v128.mul<T>(y0, Q0);
      h1 = v128.mul<T>(y1, Q1);
      B0 = v128.mul<T>(y0, v128.sub<T>(C0, v128.mul<T>(Q0, cos0)));
      B1 = v128.mul<T>(y1, v128.sub<T>(C1, v128.mul<T>(Q1, cos1)));
    }
    const N0 = v128.sub<T>(
      v128.mul<T>(kappa, v128.add<T>(a0, e0)), v128.mul<T>(v128.mul<T>(g4, R0), B0));
    const N1 = v128.sub<T>(
      v128.mul<T>(kappa, v128.add<T>(a1, e1)), v128.mul<T>(v128.mul<T>(g4, R1), B1));
    const U0 = v128.mul<T>(P0, v128.sub<T>(kappa, v128.mul<T>(g2, h0)));
    const U1 = v128.mul<T>(P1, v128.sub<T>(kappa, v128.mul<T>(g2, h1)));
    v128.store(toD, N0);
    v128.store(toD, N1, 16);
    v128.store(toT, U0);
    v128.store(toT, U1, 16);
    d += 32;
    t += 32;
    toD += 32;
    toT += 32;
    s1 += 32;
    s2 += 32;
    r1 += 32;
    r2 += 32;
  }
}

export function abRelu64(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  if (obtuse) {
    if (three) abRelu<f64>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, true, true);
    else abRelu<f64>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, false, true);
  } else {
    if (three) abRelu<f64>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, true, false);
    else abRelu<f64>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, false, false);
  }
}

export function abRelu32(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  if (obtuse) {
    if (three) abRelu<f32>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, true, true);
    else abRelu<f32>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, false, true);
  } else {
    if (three) abRelu<f32>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, true, false);
    else abRelu<f32>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, false, false);
  }
}

// arcsin of x, given its cosine: with half of the angle, whose cosine is sqrt((1 + cosine) / 2), the
// quotient above serves from -1 to 1, accurate relative to the result.
// @ts-ignore: decorator
@inline
function arcSine<T>(
  x: v128, cosine: v128, half: v128, one: v128, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128,
  c5: v128, c6: v128, c7: v128, c8: v128, c9: v128,
): v128 {
  const C = v128.sqrt<T>(v128.mul<T>(half, v128.add<T>(one, cosine)));
  const v = v128.max<T>(v128.sub<T>(one, C), v128.sub<T>(one, one));
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
  const c3 = coefficient<T>(3), c4 = coefficient<T>(4);
  const c5 = coefficient<T>(sizeof<T>() == 8 ? 5 : 0), c6 = coefficient<T>(sizeof<T>() == 8 ? 6 : 0);
  const c7 = coefficient<T>(sizeof<T>() == 8 ? 7 : 0), c8 = coefficient<T>(sizeof<T>() == 8 ? 8 : 0);
  const c9 = coefficient<T>(sizeof<T>() == 8 ? 9 : 0);
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
    const a = v128.max<T>(v128.sub<T>(v128.mul<T>(scale, v128.load(d)), radial), zero);
    const c = v128.sub<T>(R, v128.mul<T>(half, a));
    const root1 = v128.load(r1);
    const root2 = v128.load(r2);
    const tau = v128.mul<T>(root1, root2);
    const part = v128.mul<T>(v128.mul<T>(twoB2, a), tau);
    const whole = v128.mul<T>(v128.mul<T>(twoB2, R), tau);
    const sine2 = v128.mul<T>(part, v128.max<T>(v128.sub<T>(whole, v128.mul<T>(quarter, part)), zero));
    const both = multiplyAdd<T>(one, twoB2, v128.add<T>(radial, v128.add<T>(R, R)));
    const cosine = v128.sqrt<T>(multiplyAdd<T>(sine2, v128.mul<T>(both, tau), tau));
    const inverse = v128.div<T>(tau, cosine);
    const x = v128.mul<T>(v128.mul<T>(twoB2, c), tau);
    const angle = arcSine<T>(
      x, cosine, half, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
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
    v128.store(toD, v128.andnot(v128.max<T>(D, zero), equal));
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
      f64x2.mul(x, tau2), f64x2.mul(delta, tau2), half, one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
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

// Linear layer without an activation.
// @ts-ignore: decorator
@inline
function linear<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scaleBy: f64, own: f64, add: f64,
): void {
  const zero = constant<T>(ZERO);
  const half = constant<T>(HALF);
  const scale = spread<T>(scaleBy);
  const ofK = spread<T>(own);
  const constantT = spread<T>(add);
  const end = d + bytes;
  for (; d < end; d += 16, t += 16, toD += 16, toT += 16, s1 += 16, s2 += 16) {
    const p = v128.load(s1);
    const q = v128.load(s2);
    const difference = v128.sub<T>(p, q);
    const radial = v128.mul<T>(difference, difference);
    const R = v128.mul<T>(p, q);
    const inside = v128.gt<T>(R, zero);
    const a = v128.and(
      v128.max<T>(v128.sub<T>(v128.mul<T>(scale, v128.load(d)), radial), zero), inside);
    const K = v128.sub<T>(R, v128.mul<T>(half, a));
    const tangent = multiplyAdd<T>(v128.mul<T>(scale, v128.load(t)), ofK, K);
    v128.store(toD, v128.add<T>(a, radial));
    v128.store(toT, v128.and(v128.add<T>(tangent, constantT), inside));
  }
}

export function linear64(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scale: f64, own: f64, add: f64,
): void {
  linear<f64>(toD, toT, d, t, bytes, s1, s2, scale, own, add);
}

export function linear32(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scale: f64, own: f64, add: f64,
): void {
  linear<f32>(toD, toT, d, t, bytes, s1, s2, scale, own, add);
}

// A layer with abRelu on all planes of a list, one after the other, where windows reach along rows by
// one place or not at all. An entry has the addresses d, t, s1, r1, s2, r2, q1, q2 of a plane, its
// images displaced; `start` is where its places begin, and `rest` bytes of rows follow after
// `size` bytes of places.
// @ts-ignore: decorator
@inline
function abReluPlanes<T>(
  list: usize, count: i32, workD: usize, workT: usize, start: usize, size: usize, rest: usize,
  rowBytes: usize, bytes: usize, low: i32, high: i32,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  for (let k = 0; k < count; k++, list += 32) {
    const planeD = <usize>load<u32>(list);
    const planeT = <usize>load<u32>(list, 4);
    const toD = planeD + start;
    const toT = planeT + start;
    let d = toD;
    let t = toT;
    if (three || low + high > 0) {
      d = workD + start;
      t = workT + start;
      windowSums<T>(d, toD, bytes, rowBytes, low, high);
      windowSums<T>(t, toT, bytes, rowBytes, low, high);
    }
    const s1 = <usize>load<u32>(list, 8) + start;
    const r1 = <usize>load<u32>(list, 12) + start;
    const s2 = <usize>load<u32>(list, 16) + start;
    const r2 = <usize>load<u32>(list, 20) + start;
    if (sizeof<T>() == 8) {
      abRelu64(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, three, obtuse);
    } else {
      abRelu32(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, three, obtuse);
    }
    const q1 = <usize>load<u32>(list, 24);
    const q2 = <usize>load<u32>(list, 28);
    const after = start + size;
    outside<T>(planeD, planeT, start, q1, q2);
    outside<T>(planeD + after, planeT + after, rest, q1 + after, q2 + after);
  }
}

export function abReluPlanes64(
  list: usize, count: i32, workD: usize, workT: usize, start: usize, size: usize, rest: usize,
  rowBytes: usize, bytes: usize, low: i32, high: i32,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  abReluPlanes<f64>(list, count, workD, workT, start, size, rest, rowBytes, bytes, low, high, scale, own, add, kappa, g, three, obtuse);
}

export function abReluPlanes32(
  list: usize, count: i32, workD: usize, workT: usize, start: usize, size: usize, rest: usize,
  rowBytes: usize, bytes: usize, low: i32, high: i32,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  abReluPlanes<f32>(list, count, workD, workT, start, size, rest, rowBytes, bytes, low, high, scale, own, add, kappa, g, three, obtuse);
}

// Places of which one is outside of its image: D = q1 + q2, since one of them is 0, and T = 0.
// @ts-ignore: decorator
@inline
function outside<T>(d: usize, t: usize, bytes: usize, q1: usize, q2: usize): void {
  const zero = constant<T>(ZERO);
  const end = d + bytes;
  for (; d < end; d += <usize>sizeof<T>(), t += <usize>sizeof<T>()) {
    store<T>(d, load<T>(q1) + load<T>(q2));
    store<T>(t, <T>0);
    q1 += <usize>sizeof<T>();
    q2 += <usize>sizeof<T>();
  }
}

export function outside64(d: usize, t: usize, bytes: usize, q1: usize, q2: usize): void {
  outside<f64>(d, t, bytes, q1, q2);
}

export function outside32(d: usize, t: usize, bytes: usize, q1: usize, q2: usize): void {
  outside<f32>(d, t, bytes, q1, q2);
}

// D of two images, scale times the sum over channels of (x1 - x2)^2, and T = 0.
// @ts-ignore: decorator
@inline
function distances<T>(
  d: usize, t: usize, bytes: usize, x1: usize, step1: usize, x2: usize, step2: usize, channels: i32,
  scaleBy: f64,
): void {
  const zero = constant<T>(ZERO);
  const scale = spread<T>(scaleBy);
  const end = d + bytes;
  for (; d < end; d += 16, t += 16, x1 += 16, x2 += 16) {
    let sum = zero;
    let a = x1;
    let b = x2;
    for (let c = 0; c < channels; c++, a += step1, b += step2) {
      const difference = v128.sub<T>(v128.load(a), v128.load(b));
      sum = multiplyAdd<T>(sum, difference, difference);
    }
    v128.store(d, v128.mul<T>(scale, sum));
    v128.store(t, zero);
  }
}

export function distances64(
  d: usize, t: usize, bytes: usize, x1: usize, step1: usize, x2: usize, step2: usize, channels: i32,
  scale: f64,
): void {
  distances<f64>(d, t, bytes, x1, step1, x2, step2, channels, scale);
}

export function distances32(
  d: usize, t: usize, bytes: usize, x1: usize, step1: usize, x2: usize, step2: usize, channels: i32,
  scale: f64,
): void {
  distances<f32>(d, t, bytes, x1, step1, x2, step2, channels, scale);
}

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
    const a = v128.and(f64x2.max(f64x2.sub(apart, radial), zero), inside);
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

// Variances q = scale q + bias inside, 0 outside; standard deviations s and reciprocals r = 1 / (2 s) of
// them, 0 for 0.
// @ts-ignore: decorator
@inline
function deviations<T>(
  q: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize, scaleBy: f64, biasBy: f64,
): void {
  const half = constant<f64>(HALF);
  const zero = constant<f64>(ZERO);
  const scale = spread<f64>(scaleBy);
  const bias = spread<f64>(biasBy);
  const end = q + bytes;
  const step = <usize>sizeof<T>() * 2;
  for (; q < end; q += 16, sums += 16, inside += 16, s += step, r += step) {
    const variance = v128.and(
      multiplyAdd<f64>(bias, scale, v128.load(sums)), v128.load(inside));
    const deviation = f64x2.sqrt(variance);
    const reciprocal = v128.and(f64x2.div(half, deviation), f64x2.gt(deviation, zero));
    v128.store(q, variance);
    if (sizeof<T>() == 8) {
      v128.store(s, deviation);
      v128.store(r, reciprocal);
    } else {
      v128.store64_lane(s, f32x4.demote_f64x2_zero(deviation), 0);
      v128.store64_lane(r, f32x4.demote_f64x2_zero(reciprocal), 0);
    }
  }
}

export function deviations64(
  q: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize, scale: f64, bias: f64,
): void {
  deviations<f64>(q, sums, inside, s, r, bytes, scale, bias);
}

export function deviations32(
  q: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize, scale: f64, bias: f64,
): void {
  deviations<f32>(q, sums, inside, s, r, bytes, scale, bias);
}

// q = factor q, also to `copy` in the planes' precision.
// @ts-ignore: decorator
@inline
function scaled<T>(q: usize, copy: usize, bytes: usize, by: f64): void {
  const factor = spread<f64>(by);
  const end = q + bytes;
  const step = <usize>sizeof<T>() * 2;
  for (; q < end; q += 16, copy += step) {
    const value = f64x2.mul(factor, v128.load(q));
    v128.store(q, value);
    if (sizeof<T>() == 8) v128.store(copy, value);
    else v128.store64_lane(copy, f32x4.demote_f64x2_zero(value), 0);
  }
}

export function scaled64(q: usize, copy: usize, bytes: usize, factor: f64): void {
  scaled<f64>(q, copy, bytes, factor);
}

export function scaled32(q: usize, copy: usize, bytes: usize, factor: f64): void {
  scaled<f32>(q, copy, bytes, factor);
}

/** Where {@link sums} leaves the sums of K, D and T. */
const SUMS: StaticArray<f64> = [0, 0, 0];

export function sumsAddress(): usize {
  return changetype<usize>(SUMS);
}

// Sums over `rows` x `cols` places, whose rows are `stride` bytes apart; q1 and q2 are the variances.
// @ts-ignore: decorator
@inline
function sums<T>(
  d: usize, t: usize, q1: usize, q2: usize, stride: usize, rows: i32, cols: i32,
): void {
  let k: f64 = 0;
  let distance: f64 = 0;
  let tangent: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const base = stride * <usize>i;
    for (let j = 0; j < cols; j++) {
      const at = base + <usize>j * <usize>sizeof<T>();
      const D = <f64>load<T>(d + at);
      k += 0.5 * (<f64>load<T>(q1 + at) + <f64>load<T>(q2 + at) - D);
      distance += D;
      tangent += <f64>load<T>(t + at);
    }
  }
  const to = changetype<usize>(SUMS);
  store<f64>(to, k);
  store<f64>(to, distance, 8);
  store<f64>(to, tangent, 16);
}

export function sums64(
  d: usize, t: usize, q1: usize, q2: usize, stride: usize, rows: i32, cols: i32,
): void {
  sums<f64>(d, t, q1, q2, stride, rows, cols);
}

export function sums32(
  d: usize, t: usize, q1: usize, q2: usize, stride: usize, rows: i32, cols: i32,
): void {
  sums<f32>(d, t, q1, q2, stride, rows, cols);
}
