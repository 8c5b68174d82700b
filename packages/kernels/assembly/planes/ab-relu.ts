// A linear layer with a min(x, 0) + b max(x, 0), kappa = (a^2 + b^2) / 2 and g = (a - b)^2 / 2 pi.
//
// s and r are the standard deviations after the activation and their reciprocals, R = s1 s2,
// e = (s1 - s2)^2. With W = 4 sin^2(theta / 2) = (D - e) / R of D before the activation, multiplied by
// kappa, Y = sqrt(W), C = sqrt(4 - W) = 2 cos(theta / 2) and theta = Y Q(2 - C):
// D' = e + R (W - g / kappa (Y C - theta (2 - W))), T' = kappa T (1 - g / kappa theta).
//
// Two vectors go side by side: each waits for its roots.

import {
  arcQuotient, coefficient, constant, FOUR, HALF_TURN, multiplyAdd, multiplySubtract, ONE, positive,
  spread, TWO, ZERO,
} from "./vectors";
import { outside } from "./images";
import { rowSum, windowSums } from "./window-sums";

// `scale` is multiplied by kappa, `halfOwn` is half of what K is multiplied by, `gain` g / kappa.
// @ts-ignore: decorator
@inline
function abRelu<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scaleBy: f64, halfOwn: f64, add: f64, gain: f64, three: bool, obtuse: bool,
): void {
  const zero = constant<T>(ZERO);
  const one = constant<T>(ONE);
  const two = constant<T>(TWO);
  const four = constant<T>(FOUR);
  const halfTurn = constant<T>(HALF_TURN);
  const opposite = spread<T>(sizeof<T>() == 8 ? 4e-14 : 8e-6);
  const c0 = coefficient<T>(0), c1 = coefficient<T>(1), c2 = coefficient<T>(2);
  const c3 = coefficient<T>(3), c4 = coefficient<T>(4), c5 = coefficient<T>(5);
  const c6 = coefficient<T>(6), c7 = coefficient<T>(7), c8 = coefficient<T>(8);
  const c9 = coefficient<T>(9);
  const scale = spread<T>(scaleBy);
  const ofK = spread<T>(halfOwn);
  const constantT = spread<T>(add);
  const g = spread<T>(gain);
  const end = d + bytes;
  for (; d < end; d += 32, t += 32, toD += 32, toT += 32) {
    const p0 = v128.load(s1, 0), q0 = v128.load(s2, 0);
    const p1 = v128.load(s1, 16), q1 = v128.load(s2, 16);
    const D0 = v128.mul<T>(scale, rowSum<T>(d, three, 0));
    const D1 = v128.mul<T>(scale, rowSum<T>(d, three, 16));
    const x0 = v128.sub<T>(p0, q0);
    const x1 = v128.sub<T>(p1, q1);
    const a0 = positive<T>(multiplySubtract<T>(D0, x0, x0), zero);
    const a1 = positive<T>(multiplySubtract<T>(D1, x1, x1), zero);
    const W0 = v128.mul<T>(a0, v128.mul<T>(v128.load(r1, 0), v128.load(r2, 0)));
    const W1 = v128.mul<T>(a1, v128.mul<T>(v128.load(r1, 16), v128.load(r2, 16)));
    let near0 = W0, near1 = W1;
    if (obtuse) {
      // What cannot be told from opposite places is opposite.
      const far0 = v128.sub<T>(four, W0), far1 = v128.sub<T>(four, W1);
      near0 = v128.pmin<T>(W0, v128.and(far0, v128.gt<T>(far0, opposite)));
      near1 = v128.pmin<T>(W1, v128.and(far1, v128.gt<T>(far1, opposite)));
    }
    const C0 = v128.sqrt<T>(v128.sub<T>(four, near0));
    const C1 = v128.sqrt<T>(v128.sub<T>(four, near1));
    const Y0 = v128.sqrt<T>(near0);
    const Y1 = v128.sqrt<T>(near1);
    const cos0 = v128.sub<T>(two, W0);
    const cos1 = v128.sub<T>(two, W1);
    const e0 = v128.mul<T>(x0, x0);
    const e1 = v128.mul<T>(x1, x1);
    const R0 = v128.mul<T>(p0, q0);
    const R1 = v128.mul<T>(p1, q1);
    const K0 = v128.mul<T>(v128.mul<T>(ofK, R0), cos0);
    const K1 = v128.mul<T>(v128.mul<T>(ofK, R1), cos1);
    const T0 = v128.add<T>(multiplyAdd<T>(K0, scale, rowSum<T>(t, three, 0)), constantT);
    const T1 = v128.add<T>(multiplyAdd<T>(K1, scale, rowSum<T>(t, three, 16)), constantT);
    const P0 = v128.and(T0, v128.gt<T>(R0, zero));
    const P1 = v128.and(T1, v128.gt<T>(R1, zero));
    const Q0 = arcQuotient<T>(v128.sub<T>(two, C0), one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    const Q1 = arcQuotient<T>(v128.sub<T>(two, C1), one, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
    let z0: v128, z1: v128, f0: v128, f1: v128;
    if (obtuse) {
      const acute0 = v128.mul<T>(Y0, Q0), acute1 = v128.mul<T>(Y1, Q1);
      const turned0 = v128.sub<T>(halfTurn, acute0), turned1 = v128.sub<T>(halfTurn, acute1);
      const theta0 = v128.bitselect(turned0, acute0, v128.lt<T>(cos0, zero));
      const theta1 = v128.bitselect(turned1, acute1, v128.lt<T>(cos1, zero));
      z0 = multiplySubtract<T>(W0, g, multiplySubtract<T>(v128.mul<T>(Y0, C0), theta0, cos0));
      z1 = multiplySubtract<T>(W1, g, multiplySubtract<T>(v128.mul<T>(Y1, C1), theta1, cos1));
      f0 = multiplySubtract<T>(one, g, theta0);
      f1 = multiplySubtract<T>(one, g, theta1);
    } else {
      const G0 = v128.mul<T>(g, Y0), G1 = v128.mul<T>(g, Y1);
      z0 = multiplySubtract<T>(W0, G0, multiplySubtract<T>(C0, Q0, cos0));
      z1 = multiplySubtract<T>(W1, G1, multiplySubtract<T>(C1, Q1, cos1));
      f0 = multiplySubtract<T>(one, G0, Q0);
      f1 = multiplySubtract<T>(one, G1, Q1);
    }
    v128.store(toD, multiplyAdd<T>(e0, R0, z0), 0);
    v128.store(toD, multiplyAdd<T>(e1, R1, z1), 16);
    v128.store(toT, v128.mul<T>(P0, f0), 0);
    v128.store(toT, v128.mul<T>(P1, f1), 16);
    s1 += 32;
    s2 += 32;
    r1 += 32;
    r2 += 32;
  }
}

// @ts-ignore: decorator
@inline
function layer<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  const by = kappa * scale;
  const half = 0.5 * own;
  const more = kappa * add;
  const gain = g / kappa;
  if (obtuse) {
    if (three) abRelu<T>(toD, toT, d, t, bytes, s1, r1, s2, r2, by, half, more, gain, true, true);
    else abRelu<T>(toD, toT, d, t, bytes, s1, r1, s2, r2, by, half, more, gain, false, true);
  } else {
    if (three) abRelu<T>(toD, toT, d, t, bytes, s1, r1, s2, r2, by, half, more, gain, true, false);
    else abRelu<T>(toD, toT, d, t, bytes, s1, r1, s2, r2, by, half, more, gain, false, false);
  }
}

export function abRelu64(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  layer<f64>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, three, obtuse);
}

export function abRelu32(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize,
  s1: usize, r1: usize, s2: usize, r2: usize,
  scale: f64, own: f64, add: f64, kappa: f64, g: f64, three: bool, obtuse: bool,
): void {
  layer<f32>(toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, add, kappa, g, three, obtuse);
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
