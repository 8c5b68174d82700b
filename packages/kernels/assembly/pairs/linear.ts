// Dense layers and layer norms.

import { APART, DIFF, NTK, TOGETHER, at } from "./layout";
import { all } from "./vectors";

/** K' = scale K + bias and the tangent's part; `root` of scale q, `after` of scale q + bias. */
export function dense(
  block: usize,
  length: i32,
  scale: f64,
  bias: f64,
  fromOutput: f64,
  fromInput: f64,
  constant: f64,
  root1: f64,
  after1: f64,
  root2: usize,
  after2: usize,
): void {
  const factor = all(scale);
  const rootBias = Math.sqrt(bias);
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = v128.load(p);
    let apart = f64x2.mul(v128.load(p + APART), factor);
    let together = f64x2.mul(v128.load(p + TOGETHER), factor);
    const diff = f64x2.mul(v128.load(p + DIFF), factor);
    let ntk = v128.load(p + NTK);
    ntk = f64x2.add(f64x2.mul(factor, ntk), f64x2.mul(all(fromInput), c));
    let cov = f64x2.mul(c, factor);
    if (bias > 0) {
      const r2 = v128.load(at(root2, k));
      const below = f64x2.mul(all(rootBias), f64x2.add(all(root1), r2));
      const cross = f64x2.mul(diff, all(bias));
      const turn = v128.and(f64x2.div(cross, below), f64x2.ne(cross, all(0)));
      const radii = f64x2.add(
        f64x2.add(
          f64x2.mul(all(after1), v128.load(at(after2, k))),
          f64x2.mul(all(root1), r2),
        ),
        all(bias),
      );
      const excess = f64x2.div(f64x2.mul(all(2), f64x2.mul(turn, turn)), radii);
      cov = f64x2.add(cov, all(bias));
      apart = f64x2.add(apart, excess);
      together = f64x2.add(f64x2.add(together, excess), all(4 * bias));
    }
    ntk = f64x2.add(f64x2.add(ntk, f64x2.mul(all(fromOutput), cov)), all(constant));
    v128.store(p, cov);
    v128.store(p + APART, apart);
    v128.store(p + TOGETHER, together);
    v128.store(p + DIFF, diff);
    v128.store(p + NTK, ntk);
  }
}

/** u / sqrt(epsilon + q); `first` and `second` are epsilon + q. */
export function layerNorm(
  block: usize,
  length: i32,
  epsilon: f64,
  first: f64,
  second: usize,
): void {
  const root = Math.sqrt(first);
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const other = v128.load(at(second, k));
    const scale = f64x2.div(all(1), f64x2.mul(all(root), f64x2.sqrt(other)));
    v128.store(p, f64x2.mul(v128.load(p), scale));
    v128.store(p + APART, f64x2.mul(v128.load(p + APART), scale));
    v128.store(p + TOGETHER, f64x2.mul(v128.load(p + TOGETHER), scale));
    const diff = f64x2.div(f64x2.mul(all(epsilon), v128.load(p + DIFF)), all(first));
    v128.store(p + DIFF, f64x2.div(diff, other));
    v128.store(p + NTK, f64x2.mul(v128.load(p + NTK), scale));
  }
}
