// Rectifiers.

import { APART, DIFF, NTK, TOGETHER, at } from "./layout";
import { all, arctan2, rootOfProduct } from "./vectors";

/** radius (sin - angle cos), by its series where the terms cancel. */
// @ts-ignore: decorator
@inline
function bend(angle: v128, sine: v128, cosine: v128, radius: v128): v128 {
  const plain = f64x2.sub(sine, f64x2.mul(angle, cosine));
  const small = f64x2.le(angle, all(0.25));
  if (!v128.any_true(small)) return plain;
  const t = f64x2.mul(angle, angle);
  let p = all(1.9270852604185938e-9);
  p = f64x2.sub(all(2.505210838544172e-7), f64x2.mul(t, p));
  p = f64x2.sub(all(2.2045855379188714e-5), f64x2.mul(t, p));
  p = f64x2.sub(all(0.0011904761904761906), f64x2.mul(t, p));
  p = f64x2.sub(all(0.03333333333333333), f64x2.mul(t, p));
  p = f64x2.sub(all(0.3333333333333333), f64x2.mul(t, p));
  const series = f64x2.mul(f64x2.mul(f64x2.mul(radius, angle), t), p);
  return v128.bitselect(series, plain, small);
}

/** a min(x, 0) + b max(x, 0), with kappa = (a^2 + b^2) / 2, product = a b, g = (a - b)^2 / 2 pi. */
export function abRelu(
  block: usize,
  length: i32,
  kappa: f64,
  product: f64,
  g: f64,
  root1: f64,
  root2: usize,
): void {
  const near = all((kappa + product) / 2);
  const far = all((kappa - product) / 2);
  for (let k = 0; k < length; k += 2) {
    const p = at(block, k);
    const c = v128.load(p);
    const less = v128.load(p + APART);
    const more = v128.load(p + TOGETHER);
    const radius = f64x2.mul(all(root1), v128.load(at(root2, k)));
    const sine = f64x2.mul(rootOfProduct(less, more), all(0.5));
    const cosine = f64x2.abs(c);
    const found = arctan2(sine, cosine);
    const none = f64x2.eq(radius, all(0));
    const angle = v128.bitselect(all(1.5707963267948966), found, none);
    const bent = f64x2.mul(all(g), bend(angle, sine, cosine, radius));
    const acute = f64x2.ge(c, all(0));
    const slope = v128.bitselect(
      f64x2.sub(all(kappa), f64x2.mul(all(g), angle)),
      f64x2.add(all(product), f64x2.mul(all(g), angle)),
      acute,
    );
    const straight = v128.bitselect(all(kappa), all(product), acute);
    const twice = f64x2.mul(all(2), bent);
    const apart = v128.bitselect(
      f64x2.mul(all(kappa), less),
      f64x2.add(f64x2.mul(near, less), f64x2.mul(far, more)),
      acute,
    );
    const together = v128.bitselect(
      f64x2.mul(all(kappa), more),
      f64x2.add(f64x2.mul(far, less), f64x2.mul(near, more)),
      acute,
    );
    v128.store(p, f64x2.add(f64x2.mul(straight, c), bent));
    v128.store(p + APART, f64x2.sub(apart, twice));
    v128.store(p + TOGETHER, f64x2.add(together, twice));
    v128.store(p + DIFF, f64x2.mul(all(kappa), v128.load(p + DIFF)));
    v128.store(p + NTK, f64x2.mul(v128.load(p + NTK), slope));
  }
}
