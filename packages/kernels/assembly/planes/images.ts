// Planes and what belongs to single images: places outside, distances, variances, sums over places.

import { constant, HALF, multiplyAdd, ONE, spread, ZERO } from "./vectors";
import { rowSum } from "./window-sums";

// Places of which one is outside of its image: D = q1 + q2, since one of them is 0, and T = 0.
// @ts-ignore: decorator
@inline
export function outside<T>(d: usize, t: usize, bytes: usize, q1: usize, q2: usize): void {
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

// Variances q = kappa (scale q + bias) inside, 0 outside, after an activation that multiplies them by kappa,
// also to `copy` in the planes' precision; standard deviations s and reciprocals r of them, 0 for 0. With
// `three`, `sums` is still to be summed over neighbours in the row.
// @ts-ignore: decorator
@inline
function deviations<T>(
  q: usize, copy: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize,
  scaleBy: f64, biasBy: f64, kappaOf: f64, three: bool,
): void {
  const one = constant<f64>(ONE);
  const zero = constant<f64>(ZERO);
  const scale = spread<f64>(scaleBy);
  const bias = spread<f64>(biasBy);
  const kappa = spread<f64>(kappaOf);
  const end = q + bytes;
  const step = <usize>sizeof<T>() * 2;
  for (; q < end; q += 16, sums += 16, inside += 16, copy += step, s += step, r += step) {
    const before = v128.and(
      multiplyAdd<f64>(bias, scale, rowSum<f64>(sums, three, 0)), v128.load(inside));
    const variance = f64x2.mul(kappa, before);
    const deviation = f64x2.sqrt(variance);
    const reciprocal = v128.and(f64x2.div(one, deviation), f64x2.gt(deviation, zero));
    v128.store(q, variance);
    if (sizeof<T>() == 8) {
      v128.store(copy, variance);
      v128.store(s, deviation);
      v128.store(r, reciprocal);
    } else {
      v128.store64_lane(copy, f32x4.demote_f64x2_zero(variance), 0);
      v128.store64_lane(s, f32x4.demote_f64x2_zero(deviation), 0);
      v128.store64_lane(r, f32x4.demote_f64x2_zero(reciprocal), 0);
    }
  }
}

export function deviations64(
  q: usize, copy: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize,
  scale: f64, bias: f64, kappa: f64, three: bool,
): void {
  if (three) deviations<f64>(q, copy, sums, inside, s, r, bytes, scale, bias, kappa, true);
  else deviations<f64>(q, copy, sums, inside, s, r, bytes, scale, bias, kappa, false);
}

export function deviations32(
  q: usize, copy: usize, sums: usize, inside: usize, s: usize, r: usize, bytes: usize,
  scale: f64, bias: f64, kappa: f64, three: bool,
): void {
  if (three) deviations<f32>(q, copy, sums, inside, s, r, bytes, scale, bias, kappa, true);
  else deviations<f32>(q, copy, sums, inside, s, r, bytes, scale, bias, kappa, false);
}

/** Where {@link sums} leaves the sums of K, D and T. */
const SUMS: StaticArray<f64> = [0, 0, 0];

export function sumsAddress(): usize {
  return changetype<usize>(SUMS);
}

// Two numbers of a plane as float64.
// @ts-ignore: decorator
@inline
function pairOf<T>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function sumOf(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

// Sums over `rows` x `cols` places, whose rows are `stride` bytes apart; q1 and q2 are the variances.
// @ts-ignore: decorator
@inline
function sums<T>(
  d: usize, t: usize, q1: usize, q2: usize, stride: usize, rows: i32, cols: i32,
): void {
  const half = constant<f64>(HALF);
  const step = 2 * <usize>sizeof<T>();
  const pairs = <usize>(cols >> 1) * step;
  let k = constant<f64>(ZERO);
  let distance = k;
  let tangent = k;
  let oddK: f64 = 0;
  let oddDistance: f64 = 0;
  let oddTangent: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const base = stride * <usize>i;
    const end = base + pairs;
    let at = base;
    for (; at < end; at += step) {
      const D = pairOf<T>(d + at);
      const variances = f64x2.add(pairOf<T>(q1 + at), pairOf<T>(q2 + at));
      k = f64x2.add(k, f64x2.mul(half, f64x2.sub(variances, D)));
      distance = f64x2.add(distance, D);
      tangent = f64x2.add(tangent, pairOf<T>(t + at));
    }
    if (cols & 1) {
      const D = <f64>load<T>(d + at);
      oddK += 0.5 * (<f64>load<T>(q1 + at) + <f64>load<T>(q2 + at) - D);
      oddDistance += D;
      oddTangent += <f64>load<T>(t + at);
    }
  }
  const to = changetype<usize>(SUMS);
  store<f64>(to, sumOf(k) + oddK);
  store<f64>(to, sumOf(distance) + oddDistance, 8);
  store<f64>(to, sumOf(tangent) + oddTangent, 16);
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
