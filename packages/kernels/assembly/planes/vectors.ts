// What the functions on planes are written with: vectors of float64 or float32, constants, angles.
//
// Constants are loaded from memory before the loops: V8 would build literal vectors anew in each round.

const TABLE: StaticArray<f64> = [
  0, 0.5, 1, 0.25, 3.141592653589793, 0.5 / 3.141592653589793, 2, 4,
];
export const ZERO: i32 = 0;
export const HALF: i32 = 1;
export const ONE: i32 = 2;
export const QUARTER: i32 = 3;
export const HALF_TURN: i32 = 4;
export const PER_TURN: i32 = 5;
export const TWO: i32 = 6;
export const FOUR: i32 = 7;

// (acos(c) / sqrt(1 - c^2) - 1) / v of v = 2 - 2c from 0 to 2 - sqrt(2), by Chebyshev interpolation: of
// degree 9 to 7e-16 and of degree 4 to 9e-9 of the quotient that it belongs to.
const FINE: StaticArray<f64> = [
  0.1666666666666655, 0.033333333333734984, 0.00714285712031099, 0.0015873020766445885,
  0.0003607449884340895, 8.328378003131694e-05, 1.9297374378704183e-05, 4.865856523808423e-06,
  6.805287884392972e-07, 5.410581423314617e-07,
];
const COARSE: StaticArray<f64> = [
  0.1666666827652905, 0.03333196299766417, 0.007161302358545567, 0.001501918789231621,
  0.0005157759291368495,
];

// @ts-ignore: decorator
@inline
export function spread<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

// @ts-ignore: decorator
@inline
export function constant<T>(index: i32): v128 {
  return spread<T>(load<f64>(changetype<usize>(TABLE) + ((<usize>index) << 3)));
}

// Coefficient k of the angle; 0 where float32 has none.
// @ts-ignore: decorator
@inline
export function coefficient<T>(k: i32): v128 {
  const from = sizeof<T>() == 8 ? changetype<usize>(FINE) : changetype<usize>(COARSE);
  return spread<T>(load<f64>(from + ((<usize>(sizeof<T>() == 4 && k > 4 ? 0 : k)) << 3)));
}

// sum + x y, rounded once in the build with relaxed SIMD where the machine can.
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(x, y, sum);
  return v128.add<T>(sum, v128.mul<T>(x, y));
}

// sum - x y, likewise.
// @ts-ignore: decorator
@inline
export function multiplySubtract<T>(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(x, y, sum);
  return v128.sub<T>(sum, v128.mul<T>(x, y));
}

// max(x, 0), NaN for NaN, in one operation.
// @ts-ignore: decorator
@inline
export function positive<T>(x: v128, zero: v128): v128 {
  return v128.pmax<T>(x, zero);
}

// acos(c) / sqrt(1 - c^2) of v = 2 - 2c, by a tree of short dependencies.
// @ts-ignore: decorator
@inline
export function arcQuotient<T>(
  v: v128, one: v128, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128,
  c5: v128, c6: v128, c7: v128, c8: v128, c9: v128,
): v128 {
  const v2 = v128.mul<T>(v, v);
  const v4 = v128.mul<T>(v2, v2);
  const low = multiplyAdd<T>(multiplyAdd<T>(one, c0, v), multiplyAdd<T>(c1, c2, v), v2);
  if (sizeof<T>() == 4) return multiplyAdd<T>(low, multiplyAdd<T>(c3, c4, v), v4);
  const middle = multiplyAdd<T>(multiplyAdd<T>(c3, c4, v), multiplyAdd<T>(c5, c6, v), v2);
  const high = multiplyAdd<T>(multiplyAdd<T>(c7, c8, v), c9, v2);
  return multiplyAdd<T>(low, multiplyAdd<T>(middle, high, v4), v4);
}
