import { constant, HALF, multiplyAdd, positive, spread, ZERO } from "./vectors";

// Linear layer without an activation.
// @ts-ignore: decorator
@inline
function linear<T>(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scaleBy: f64, own: f64, add: f64,
): void {
  const zero = constant<T>(ZERO);
  const half = constant<T>(HALF);
  const scale = spread<T>(scaleBy);
  const ofK = spread<T>(own);
  const constantT = spread<T>(add);
  const end = d + bytes;
  for (; d < end; d += 16, t += 16, toD += 16, toT += 16, s1 += 16, s2 += 16) {
    const p = v128.load(s1);
    const q = v128.load(s2);
    const difference = v128.sub<T>(p, q);
    const radial = v128.mul<T>(difference, difference);
    const R = v128.mul<T>(p, q);
    const inside = v128.gt<T>(R, zero);
    const a = v128.and(
      positive<T>(v128.sub<T>(v128.mul<T>(scale, v128.load(d)), radial), zero), inside);
    const K = v128.sub<T>(R, v128.mul<T>(half, a));
    const tangent = multiplyAdd<T>(v128.mul<T>(scale, v128.load(t)), ofK, K);
    v128.store(toD, v128.add<T>(a, radial));
    v128.store(toT, v128.and(v128.add<T>(tangent, constantT), inside));
  }
}

export function linear64(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scale: f64, own: f64, add: f64,
): void {
  linear<f64>(toD, toT, d, t, bytes, s1, s2, scale, own, add);
}

export function linear32(
  toD: usize, toT: usize, d: usize, t: usize, bytes: usize, s1: usize, s2: usize,
  scale: f64, own: f64, add: f64,
): void {
  linear<f32>(toD, toT, d, t, bytes, s1, s2, scale, own, add);
}
