// The error function and what is made of it.

import { at, folded } from "./layout";
import { all, arctan2, hypotenuse } from "./vectors";

/**
 * E phi phi and E phi' phi' of a erf(b x) + offset, to `values` and `slopes`; like those of the other
 * activations below.
 */
export function erf(
  block: usize,
  length: i32,
  q1: f64,
  q2: usize,
  a: f64,
  b: f64,
  offset: f64,
  values: usize,
  slopes: usize,
): void {
  const b2 = b * b;
  const fold = i32(offset == 0);
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = folded(p, fold);
    const sum = f64x2.add(all(q1), v128.load(at(q2, k)));
    const delta = hypotenuse(f64x2.add(all(1), f64x2.mul(all(2 * b2), sum)), 2 * b2, p);
    const angle = arctan2(f64x2.mul(all(2 * b2), c), delta);
    const value = f64x2.mul(all((2 * a * a) / Math.PI), angle);
    v128.store(at(values, k), f64x2.add(value, all(offset * offset)));
    v128.store(at(slopes, k), f64x2.div(all((4 * a * a * b2) / Math.PI), delta));
  }
}

/** x times the normal distribution function of x. */
export function gelu(
  block: usize,
  length: i32,
  q1: f64,
  q2: usize,
  values: usize,
  slopes: usize,
): void {
  const one = all(1);
  const first = all(q1);
  const rest1 = all(1 / (1 + q1));
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = v128.load(p);
    const second = v128.load(at(q2, k));
    const rest2 = f64x2.div(one, f64x2.add(one, second));
    const delta = hypotenuse(f64x2.add(one, f64x2.add(first, second)), 1, p);
    const inverse = f64x2.div(one, delta);
    const angle = arctan2(c, delta);
    const share = f64x2.mul(f64x2.mul(first, rest1), f64x2.mul(second, rest2));
    const rho2 = f64x2.mul(f64x2.mul(c, rest1), f64x2.mul(c, rest2));
    const over = f64x2.add(f64x2.mul(rho2, inverse), f64x2.mul(share, delta));
    const value = f64x2.mul(f64x2.add(over, f64x2.mul(c, angle)), all(0.15915494309189535));
    v128.store(at(values, k), f64x2.add(f64x2.mul(c, all(0.25)), value));
    const inner = f64x2.add(f64x2.mul(inverse, inverse), f64x2.add(rest1, rest2));
    const rest = f64x2.mul(f64x2.mul(c, inverse), inner);
    const slope = f64x2.mul(f64x2.add(angle, rest), all(0.15915494309189535));
    v128.store(at(slopes, k), f64x2.add(all(0.25), slope));
  }
}
