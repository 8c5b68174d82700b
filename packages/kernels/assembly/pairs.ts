// What layers do to blocks of pairs, two pairs at a time. A block is five arrays of 512 numbers, one
// behind the other: cov, apart, together, diff, ntk (see src/pair-block.ts). Every pair is computed on
// its own, so its bits depend neither on its neighbours nor on the thread. Rounded operations only:
// the same bits on every machine. Functions may read and write one pair beyond an odd length.

const APART: usize = 4096;
const TOGETHER: usize = 8192;
const DIFF: usize = 12288;
const NTK: usize = 16384;

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function all(x: f64): v128 {
  return f64x2.splat(x);
}

/** x a + b. */
// @ts-ignore
@inline
function next(x: v128, a: v128, b: f64): v128 {
  return f64x2.add(f64x2.mul(x, a), all(b));
}

/** a + b x. */
// @ts-ignore
@inline
function pairOf(x: v128, a: f64, b: f64): v128 {
  return f64x2.add(all(a), f64x2.mul(x, all(b)));
}

/** sqrt(x y) for x, y >= 0, also where the product leaves the range of doubles. */
// @ts-ignore
@inline
function rootOfProduct(x: v128, y: v128): v128 {
  const product = f64x2.mul(x, y);
  const root = f64x2.sqrt(product);
  const outside = v128.or(f64x2.lt(product, all(1e-280)), f64x2.gt(product, all(1e300)));
  if (!v128.any_true(outside)) return root;
  return v128.bitselect(f64x2.mul(f64x2.sqrt(x), f64x2.sqrt(y)), root, outside);
}

/**
 * sqrt(square + (factor R sin angle)^2) for square >= factor R sin angle >= 0, also where squares leave
 * the range of doubles: R sin angle is sqrt(apart together) / 2.
 */
// @ts-ignore
@inline
function hypotenuse(square: v128, factor: f64, p: usize): v128 {
  const apart = v128.load(p + APART);
  const together = v128.load(p + TOGETHER);
  const turned = f64x2.mul(all(0.25 * factor * factor), f64x2.mul(apart, together));
  const root = f64x2.sqrt(f64x2.add(square, turned));
  const large = f64x2.gt(turned, all(1e300));
  if (!v128.any_true(large)) return root;
  // 2^-520, an exact factor that brings the squares of all larger numbers into range.
  const down = all(2.913414348125081e-157);
  const sine = f64x2.mul(f64x2.sqrt(apart), f64x2.sqrt(together));
  const less = f64x2.mul(f64x2.mul(all(0.5 * factor), sine), down);
  const sum = f64x2.add(f64x2.mul(f64x2.mul(square, down), down), f64x2.mul(less, less));
  return v128.bitselect(f64x2.div(f64x2.sqrt(sum), down), root, large);
}

/** arctan(y / x) for x >= 0, to an ulp. Minimax polynomial on |t| <= tan(pi/8). */
// @ts-ignore
@inline
function arctan2(y: v128, x: v128): v128 {
  const a = f64x2.abs(y);
  const low = f64x2.le(a, f64x2.mul(x, all(0.41421356237309503)));
  const high = f64x2.gt(a, f64x2.mul(x, all(2.414213562373095)));
  const middle = v128.not(v128.or(low, high));
  let over = v128.bitselect(a, f64x2.sub(a, x), low);
  let under = v128.bitselect(x, f64x2.add(a, x), low);
  over = v128.bitselect(f64x2.neg(x), over, high);
  under = v128.bitselect(a, under, high);
  const base = v128.or(
    v128.and(middle, all(0.7853981633974483)),
    v128.and(high, all(1.5707963267948966)),
  );
  const rest = v128.or(
    v128.and(middle, all(3.061616997868383e-17)),
    v128.and(high, all(6.123233995736766e-17)),
  );
  const t = f64x2.div(over, under);
  const s = f64x2.mul(t, t);
  // In pairs and pairs of pairs: a chain of eleven steps would keep the processor waiting.
  const s2 = f64x2.mul(s, s);
  const s4 = f64x2.mul(s2, s2);
  const p0 = pairOf(s, -0.333333333333332, 0.19999999999954038);
  const p2 = pairOf(s, -0.1428571428024397, 0.11111110785901666);
  const p4 = pairOf(s, -0.09090897829420042, 0.07692061508215577);
  const p6 = pairOf(s, -0.06663118878027861, 0.05847997683891178);
  const p8 = pairOf(s, -0.05039793738694527, 0.03807697779081718);
  const low4 = f64x2.add(p0, f64x2.mul(s2, p2));
  const next4 = f64x2.add(p4, f64x2.mul(s2, p6));
  const high4 = f64x2.add(p8, f64x2.mul(s2, all(-0.017920779609297735)));
  const p = f64x2.add(low4, f64x2.mul(s4, f64x2.add(next4, f64x2.mul(s4, high4))));
  const inner = f64x2.add(f64x2.mul(f64x2.mul(t, s), p), rest);
  const result = f64x2.add(base, f64x2.add(t, inner));
  return v128.xor(result, v128.and(y, all(-0.0)));
}

/** e^x to an ulp; 0 and infinity beyond the range. Minimax polynomial on |r| <= log(2)/2. */
// @ts-ignore
@inline
function exponential(x: v128): v128 {
  const bounded = f64x2.min(f64x2.max(x, all(-746)), all(710));
  const n = f64x2.nearest(f64x2.mul(bounded, all(1.4426950408889634)));
  let r = f64x2.sub(bounded, f64x2.mul(n, all(0.6931471803691238)));
  const tail = f64x2.mul(n, all(1.9082149292705877e-10));
  r = f64x2.sub(r, tail);
  const s = f64x2.mul(r, r);
  let p = all(2.0926992814181926e-9);
  p = next(p, r, 2.5112348446013197e-8);
  p = next(p, r, 2.75572331908823e-7);
  p = next(p, r, 2.755723392953628e-6);
  p = next(p, r, 2.4801587373954923e-5);
  p = next(p, r, 0.0001984126989736184);
  p = next(p, r, 0.001388888888885832);
  p = next(p, r, 0.00833333333331662);
  p = next(p, r, 0.04166666666666673);
  p = next(p, r, 0.16666666666666685);
  p = next(p, r, 0.5);
  const value = f64x2.add(all(1), f64x2.add(r, f64x2.mul(s, p)));
  // Two factors, so that results near both ends of the range are reached without a detour.
  const whole = i32x4.trunc_sat_f64x2_s_zero(n);
  const half = i32x4.shr_s(whole, 1);
  const power = i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(half), i64x2.splat(1023)), 52);
  const other = i32x4.sub(whole, half);
  const power2 = i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(other), i64x2.splat(1023)), 52);
  return f64x2.mul(f64x2.mul(value, power), power2);
}

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

/** Appends the indices k and k + 1, as far as they are marked and below `length`. */
// @ts-ignore
@inline
function note(marks: v128, k: i32, length: i32, list: usize, count: i32): i32 {
  if (!v128.any_true(marks)) return count;
  let found = count;
  if (i64x2.extract_lane(marks, 0) != 0) {
    store<i32>(list + (<usize>found << 2), k);
    found += 1;
  }
  if (k + 1 < length && i64x2.extract_lane(marks, 1) != 0) {
    store<i32>(list + (<usize>found << 2), k + 1);
    found += 1;
  }
  return found;
}

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

/** radius (sin - angle cos), by its series where the terms cancel. */
// @ts-ignore
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

/** |cov| of even and odd functions, which `fold`; else cov. */
// @ts-ignore
@inline
function folded(p: usize, fold: i32): v128 {
  const c = v128.load(p);
  return fold != 0 ? f64x2.abs(c) : c;
}

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

/** sinh x for |x| < 1 and s = x^2, by its series. */
// @ts-ignore
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
// @ts-ignore
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

/** Pairs of row `r` of a tile: one more in each row, up to `cols`. */
// @ts-ignore
@inline
function pairsOf(r: i32, cols: i32, first: i32): i32 {
  return min(cols, first + r);
}

/**
 * Of a tile of inner products, in place: sines of half the angles, or of half of what is missing to pi,
 * then with a minus sign; 1/sqrt 2 for a zero row. Writes the places of nearly collinear pairs,
 * r * stride + k, to `list`, and returns how many. Rows lie `stride` numbers apart, a multiple of 4; up
 * to three numbers beyond the pairs of a row are read and written.
 *
 * @param part - 1 / d
 * @param inverse1 - 1 / root1 for each row, 0 for a zero row
 */
export function halfSines(
  rows: i32,
  cols: i32,
  first: i32,
  values: usize,
  stride: i32,
  part: f64,
  close: f64,
  root1: usize,
  inverse1: usize,
  root2: usize,
  inverse2: usize,
  list: usize,
): i32 {
  const share = all(part);
  const small = all(close);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    const length = pairsOf(r, cols, first);
    const root = v128.load64_splat(at(root1, r));
    const half = f64x2.mul(all(0.5), v128.load64_splat(at(inverse1, r)));
    const row = at(values, r * stride);
    for (let k = 0; k < length; k += 4) {
      const p = at(row, k);
      const c0 = f64x2.mul(v128.load(p), share);
      const c1 = f64x2.mul(v128.load(p, 16), share);
      const radius0 = f64x2.mul(root, v128.load(at(root2, k)));
      const radius1 = f64x2.mul(root, v128.load(at(root2, k), 16));
      const gap0 = f64x2.pmax(f64x2.sub(radius0, f64x2.abs(c0)), all(0));
      const gap1 = f64x2.pmax(f64x2.sub(radius1, f64x2.abs(c1)), all(0));
      const ratio0 = f64x2.mul(f64x2.mul(gap0, half), v128.load(at(inverse2, k)));
      const ratio1 = f64x2.mul(f64x2.mul(gap1, half), v128.load(at(inverse2, k), 16));
      const none0 = f64x2.eq(radius0, all(0));
      const none1 = f64x2.eq(radius1, all(0));
      const square0 = v128.bitselect(all(0.5), ratio0, none0);
      const square1 = v128.bitselect(all(0.5), ratio1, none1);
      v128.store(p, v128.or(f64x2.sqrt(square0), v128.and(c0, all(-0.0))));
      v128.store(p, v128.or(f64x2.sqrt(square1), v128.and(c1, all(-0.0))), 16);
      const close0 = f64x2.lt(gap0, f64x2.mul(small, radius0));
      const close1 = f64x2.lt(gap1, f64x2.mul(small, radius1));
      if (!v128.any_true(v128.or(close0, close1))) continue;
      const place = r * stride + k;
      const end = r * stride + length;
      count = noteIn(close0, place, end, list, count);
      count = noteIn(close1, place + 2, end, list, count);
    }
  }
  return count;
}

/** Appends the places k and k + 1, as far as they are marked and below `end`. */
function noteIn(marks: v128, k: i32, end: i32, list: usize, count: i32): i32 {
  let found = count;
  if (k < end && i64x2.extract_lane(marks, 0) != 0) {
    store<i32>(list + (<usize>found << 2), k);
    found += 1;
  }
  if (k + 1 < end && i64x2.extract_lane(marks, 1) != 0) {
    store<i32>(list + (<usize>found << 2), k + 1);
    found += 1;
  }
  return found;
}

/** Bytes of a cell's ten coefficients. */
const CELL: usize = 80;

/** Even powers and odd powers of a polynomial of degree 9 in t, summed side by side; s = t^2. */
// @ts-ignore
@inline
function halves(from: usize, s: v128): v128 {
  let sum = v128.load(from, 64);
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 48));
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 32));
  sum = f64x2.add(f64x2.mul(sum, s), v128.load(from, 16));
  return f64x2.add(f64x2.mul(sum, s), v128.load(from, 0));
}

/**
 * f(u) scale1 scale2 for a tile of u; f is a polynomial of degree 9 in each of `cells` cells of |u| up
 * to 1/sqrt 2, first those for u >= 0, then those for u < 0. Rows as {@link halfSines} has them.
 */
export function lookUp(
  rows: i32,
  cols: i32,
  first: i32,
  values: usize,
  stride: i32,
  table: usize,
  cells: i32,
  scale1: usize,
  scale2: usize,
  to: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const length = pairsOf(r, cols, first);
    const scale = v128.load64_splat(at(scale1, r));
    const from = at(values, r * stride);
    const target = at(to, r * stride);
    for (let k = 0; k < length; k += 4) {
      const p = at(scale2, k);
      const f0 = fromTable(v128.load(at(from, k)), table, cells);
      const f1 = fromTable(v128.load(at(from, k), 16), table, cells);
      v128.store(at(target, k), f64x2.mul(f0, f64x2.mul(scale, v128.load(p))));
      v128.store(at(target, k), f64x2.mul(f1, f64x2.mul(scale, v128.load(p, 16))), 16);
    }
  }
}

// @ts-ignore
@inline
function fromTable(signed: v128, table: usize, cells: i32): v128 {
  const place = f64x2.mul(f64x2.abs(signed), all(1.4142135623730951 * <f64>cells));
  const cell = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(place), i32x4.splat(cells - 1));
  const t = f64x2.sub(f64x2.mul(all(2), f64x2.sub(place, f64x2.convert_low_i32x4_s(cell))), all(1));
  const signs = i32x4.shr_s(signed, 31);
  const obtuse = v128.shuffle<i32>(signs, signs, 1, 3, 1, 3);
  const index = i32x4.add(cell, v128.and(i32x4.splat(cells), obtuse));
  const s = f64x2.mul(t, t);
  const first = table + <usize>i32x4.extract_lane(index, 0) * CELL;
  const second = table + <usize>i32x4.extract_lane(index, 1) * CELL;
  const one = halves(first, v128.shuffle<f64>(s, s, 0, 0));
  const two = halves(second, v128.shuffle<f64>(s, s, 1, 1));
  const even = v128.shuffle<f64>(one, two, 0, 2);
  const odd = v128.shuffle<f64>(one, two, 1, 3);
  return f64x2.add(even, f64x2.mul(t, odd));
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
