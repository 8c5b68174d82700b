// Pairs of rows at the input.

import { APART, DIFF, NTK, TOGETHER, at } from "./layout";
import { all, note } from "./vectors";

/**
 * Moments of x1[row] and x2[start ...] at the input, from inner products: c = product / d. Writes the
 * indices of nearly collinear pairs, which need the coordinates, to `list` and returns how many.
 */
export function inputMoments(
  block: usize,
  length: i32,
  products: usize,
  d: f64,
  close: f64,
  q1: f64,
  q2: usize,
  root1: f64,
  root2: usize,
  list: usize,
): i32 {
  let count = 0;
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = f64x2.div(v128.load(at(products, k)), all(d));
    const radius = f64x2.mul(all(root1), v128.load(at(root2, k)));
    v128.store(p, c);
    v128.store(p + APART, f64x2.mul(all(2), f64x2.sub(radius, c)));
    v128.store(p + TOGETHER, f64x2.mul(all(2), f64x2.add(radius, c)));
    v128.store(p + DIFF, f64x2.sub(all(q1), v128.load(at(q2, k))));
    v128.store(p + NTK, all(0));
    const gap = f64x2.sub(radius, f64x2.abs(c));
    count = note(f64x2.lt(gap, f64x2.mul(all(close), radius)), k, length, list, count);
  }
  return count;
}
