// Hermite series of activations without a closed form.

import { at } from "./layout";
import { all } from "./vectors";

/** to[k] = cov[k] / (root1 root2[k]) within [-1, 1], and 0 for a zero row; with `fold` its modulus. */
export function correlations(
  block: usize,
  length: i32,
  root1: f64,
  root2: usize,
  fold: i32,
  to: usize,
): void {
  for (let k = 0; k < length; k += 2) {
    const radius = f64x2.mul(all(root1), v128.load(at(root2, k)));
    let rho = f64x2.div(v128.load(at(block, k)), radius);
    rho = f64x2.max(f64x2.min(rho, all(1)), all(-1));
    if (fold != 0) rho = f64x2.abs(rho);
    v128.store(at(to, k), v128.and(rho, f64x2.ne(radius, all(0))));
  }
}

/**
 * to[k] = sum of a_l b_l[k] x[k]^l over l = last, last - stride, ... >= lowest, by Horner's rule in
 * x^stride; b_l starts at b + 520 l numbers, so that terms do not compete for lines of the cache. Eight pairs at a time: up to seven beyond `length` are
 * read and written.
 */
export function series(
  length: i32,
  a: usize,
  b: usize,
  last: i32,
  lowest: i32,
  stride: i32,
  x: usize,
  to: usize,
): void {
  for (let k = 0; k < length; k += 8) {
    const from = at(x, k);
    const x0 = v128.load(from, 0);
    const x1 = v128.load(from, 16);
    const x2 = v128.load(from, 32);
    const x3 = v128.load(from, 48);
    const p0 = stride == 1 ? x0 : f64x2.mul(x0, x0);
    const p1 = stride == 1 ? x1 : f64x2.mul(x1, x1);
    const p2 = stride == 1 ? x2 : f64x2.mul(x2, x2);
    const p3 = stride == 1 ? x3 : f64x2.mul(x3, x3);
    let s0 = all(0);
    let s1 = all(0);
    let s2 = all(0);
    let s3 = all(0);
    let left = at(a, last);
    const end = at(a, lowest);
    let right = at(b, 520 * last + k);
    const step = (<usize>stride) << 3;
    while (left >= end) {
      const factor = v128.load64_splat(left);
      s0 = f64x2.add(f64x2.mul(s0, p0), f64x2.mul(factor, v128.load(right, 0)));
      s1 = f64x2.add(f64x2.mul(s1, p1), f64x2.mul(factor, v128.load(right, 16)));
      s2 = f64x2.add(f64x2.mul(s2, p2), f64x2.mul(factor, v128.load(right, 32)));
      s3 = f64x2.add(f64x2.mul(s3, p3), f64x2.mul(factor, v128.load(right, 48)));
      left -= step;
      right -= step * 520;
    }
    const target = at(to, k);
    const raise = lowest == 1;
    v128.store(target, raise ? f64x2.mul(s0, x0) : s0, 0);
    v128.store(target, raise ? f64x2.mul(s1, x1) : s1, 16);
    v128.store(target, raise ? f64x2.mul(s2, x2) : s2, 32);
    v128.store(target, raise ? f64x2.mul(s3, x3) : s3, 48);
  }
}
