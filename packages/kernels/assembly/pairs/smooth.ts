// What an activation does to nearly parallel pairs, once its expectations are known.

import { APART, DIFF, NTK, TOGETHER, at } from "./layout";
import { all, note } from "./vectors";

/** Inputs with 1 - rho below this are nearly parallel, whatever the activation makes of them. */
const ALONG: f64 = 1e-10;

/**
 * An activation from E phi phi and E phi' phi'. Pairs whose outputs are nearly parallel, or whose
 * variances nearly agree, are left as they are, and their indices written to `list`; returns how many.
 * `parity`: 0 none, 1 odd, 2 even. `k` are the variances after the activation, `root` their roots.
 */
export function smooth(
  block: usize,
  length: i32,
  parity: i32,
  q1: f64,
  q2: usize,
  k1: f64,
  k2: usize,
  root1: f64,
  root2: usize,
  values: usize,
  slopes: usize,
  list: usize,
): i32 {
  let count = 0;
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const cov = v128.load(p);
    const diff = v128.load(p + DIFF);
    const value = v128.load(at(values, k));
    const slope = v128.load(at(slopes, k));
    const sum = f64x2.add(all(q1), v128.load(at(q2, k)));
    const flip = parity == 0 ? all(0) : f64x2.lt(cov, all(0));
    const radius = f64x2.mul(all(root1), v128.load(at(root2, k)));
    const less = f64x2.mul(all(2), f64x2.sub(radius, value));
    const more = f64x2.mul(all(2), f64x2.add(radius, value));
    const close = f64x2.lt(f64x2.abs(diff), f64x2.mul(all(1e-5), sum));
    const apart = v128.load(p + APART);
    const gap = parity == 0 ? apart : v128.bitselect(v128.load(p + TOGETHER), apart, flip);
    const special = v128.or(
      v128.or(f64x2.lt(less, f64x2.mul(all(1e-4), radius)), f64x2.le(gap, f64x2.mul(all(ALONG), sum))),
      v128.and(close, f64x2.ne(diff, all(0))),
    );
    const swap = parity == 1 ? flip : all(0);
    const signed = parity == 2 ? v128.xor(slope, v128.and(flip, all(-0.0))) : slope;
    const moved = f64x2.sub(all(k1), v128.load(at(k2, k)));
    const newCov = v128.xor(value, v128.and(swap, all(-0.0)));
    const newApart = v128.bitselect(more, less, swap);
    const newTogether = v128.bitselect(less, more, swap);
    const newDiff = v128.bitselect(diff, moved, close);
    const ntk = v128.load(p + NTK);
    const newNtk = f64x2.mul(ntk, signed);
    if (v128.any_true(special)) {
      v128.store(p, v128.bitselect(cov, newCov, special));
      v128.store(p + APART, v128.bitselect(apart, newApart, special));
      v128.store(p + TOGETHER, v128.bitselect(v128.load(p + TOGETHER), newTogether, special));
      v128.store(p + DIFF, v128.bitselect(diff, newDiff, special));
      v128.store(p + NTK, v128.bitselect(ntk, newNtk, special));
      count = note(special, k, length, list, count);
    } else {
      v128.store(p, newCov);
      v128.store(p + APART, newApart);
      v128.store(p + TOGETHER, newTogether);
      v128.store(p + DIFF, newDiff);
      v128.store(p + NTK, newNtk);
    }
  }
  return count;
}

/** The largest modulus of a correlation, those left out that {@link smooth} leaves to its caller. */
export function largest(from: usize, length: i32): f64 {
  let most: f64 = 0;
  for (let k = 0; k < length; k++) {
    const rho = Math.abs(load<f64>(at(from, k)));
    most = rho > 1 - ALONG ? most : max(most, rho);
  }
  return most;
}
