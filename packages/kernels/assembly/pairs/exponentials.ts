// Sines, exponentials and Gaussians.

import { at, folded } from "./layout";
import { all, exponential, hypotenuse, next } from "./vectors";

/** sinh x for |x| < 1 and s = x^2, by its series. */
// @ts-ignore: decorator
@inline
function sinhSeries(x: v128, s: v128): v128 {
  let p = all(8.22063524662433e-18);
  p = next(p, s, 2.8114572543455206e-15);
  p = next(p, s, 7.647163731819816e-13);
  p = next(p, s, 1.6059043836821613e-10);
  p = next(p, s, 2.505210838544172e-8);
  p = next(p, s, 2.7557319223985893e-6);
  p = next(p, s, 0.0001984126984126984);
  p = next(p, s, 0.008333333333333333);
  p = next(p, s, 0.16666666666666666);
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), p));
}

/** cosh x for |x| < 1 and s = x^2, by its series. */
// @ts-ignore: decorator
@inline
function coshSeries(s: v128): v128 {
  let p = all(1.5619206968586225e-16);
  p = next(p, s, 4.779477332387385e-14);
  p = next(p, s, 1.1470745597729725e-11);
  p = next(p, s, 2.08767569878681e-9);
  p = next(p, s, 2.755731922398589e-7);
  p = next(p, s, 2.48015873015873e-5);
  p = next(p, s, 0.001388888888888889);
  p = next(p, s, 0.041666666666666664);
  p = next(p, s, 0.5);
  return f64x2.add(all(1), f64x2.mul(s, p));
}

/** a sin(b x + phase): `odd` and `even` are the squared parts of its parity. */
export function sinusoid(
  block: usize,
  length: i32,
  q1: f64,
  q2: usize,
  a: f64,
  b: f64,
  odd: f64,
  even: f64,
  values: usize,
  slopes: usize,
): void {
  const b2 = b * b;
  const fold = i32(odd == 0 || even == 0);
  for (let k = 0; k < length; k += 2) {
    const x = f64x2.mul(all(b2), folded(at(block, k), fold));
    const half = f64x2.mul(all(b2 / 2), f64x2.add(all(q1), v128.load(at(q2, k))));
    const up = exponential(f64x2.sub(x, half));
    const down = exponential(f64x2.neg(f64x2.add(x, half)));
    const plus = f64x2.mul(all((odd + even) / 2), up);
    const minus = f64x2.mul(all((even - odd) / 2), down);
    let value = f64x2.add(plus, minus);
    let slope = f64x2.sub(plus, minus);
    const small = f64x2.lt(f64x2.abs(x), all(1));
    if (v128.any_true(small)) {
      const s = f64x2.mul(x, x);
      const damping = exponential(f64x2.neg(half));
      const sinh = f64x2.mul(damping, sinhSeries(x, s));
      const cosh = f64x2.mul(damping, coshSeries(s));
      const near = f64x2.add(f64x2.mul(all(odd), sinh), f64x2.mul(all(even), cosh));
      const nearSlope = f64x2.add(f64x2.mul(all(odd), cosh), f64x2.mul(all(even), sinh));
      value = v128.bitselect(near, value, small);
      slope = v128.bitselect(nearSlope, slope, small);
    }
    v128.store(at(values, k), f64x2.mul(all(a * a), value));
    v128.store(at(slopes, k), f64x2.mul(all(a * a * b2), slope));
  }
}

/** factor exp(half (q1 + q2) + rate c), and `rate` times it. */
export function exponentials(
  block: usize,
  length: i32,
  q1: f64,
  q2: usize,
  factor: f64,
  half: f64,
  rate: f64,
  values: usize,
  slopes: usize,
): void {
  for (let k = 0; k < length; k += 2) {
    const sum = f64x2.add(all(q1), v128.load(at(q2, k)));
    const power = f64x2.add(
      f64x2.mul(all(half), sum),
      f64x2.mul(all(rate), v128.load(at(block, k))),
    );
    const value = f64x2.mul(all(factor), exponential(power));
    v128.store(at(values, k), value);
    v128.store(at(slopes, k), f64x2.mul(all(rate), value));
  }
}

/** a exp(b x^2). */
export function gaussian(
  block: usize,
  length: i32,
  q1: f64,
  q2: usize,
  a: f64,
  b: f64,
  values: usize,
  slopes: usize,
): void {
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = folded(p, 1);
    const sum = f64x2.add(all(q1), v128.load(at(q2, k)));
    const delta = hypotenuse(f64x2.sub(all(1), f64x2.mul(all(2 * b), sum)), -2 * b, p);
    v128.store(at(values, k), f64x2.div(all(a * a), delta));
    const over = f64x2.div(f64x2.mul(all(4 * a * a * b * b), c), delta);
    v128.store(at(slopes, k), f64x2.div(f64x2.div(over, delta), delta));
  }
}
