import { polynomial } from "./polynomial.ts";
import * as c from "./special-coefficients.ts";

/** A polynomial in t = (x - center) / half, its constant term in two parts apart from the rest. */
interface Piece {
  readonly end: number;
  readonly center: number;
  readonly half: number;
  readonly high: number;
  readonly low: number;
  readonly rest: readonly number[];
}

const pieces: readonly Piece[] = [
  piece(0.25, 0.25, c.ERFCX_0, c.ERFCX_0_LOW),
  piece(1, 0.5, c.ERFCX_1, c.ERFCX_1_LOW),
  piece(2.5, 1, c.ERFCX_2, c.ERFCX_2_LOW),
  piece(5.5, 2, c.ERFCX_3, c.ERFCX_3_LOW),
  piece(11.5, 4, c.ERFCX_4, c.ERFCX_4_LOW),
  piece(23.5, 8, c.ERFCX_5, c.ERFCX_5_LOW),
];

function piece(center: number, half: number, coefficients: readonly number[], low: number): Piece {
  const high = coefficients[coefficients.length - 1]!;
  return { end: center + half, center, half, high, low, rest: coefficients.slice(0, -1) };
}

/**
 * erfcx(x) · factor · e^correction for x >= 0, with one rounding where three would be natural:
 * the constant term of the polynomial and the small correction join as low-order parts.
 */
export function scaledErfcx(x: number, factor: number, correction: number): number {
  const { center, half, high, low, rest } = pieces.find(({ end }) => x <= end) ?? tail(x);
  const t = (x - center) / half;
  const change = polynomial(rest, t) * t;
  const sum = high + change;
  const remainder = high - sum + change + low;
  return factor * sum + factor * (remainder + sum * Math.expm1(correction));
}

/** Beyond the last piece: erfcx(x) = Q(1/x²) / (√π x). */
function tail(x: number): Piece {
  const value = polynomial(c.ERFCX_TAIL, 1 / (x * x)) / Math.sqrt(Math.PI) / x;
  return { end: Infinity, center: x, half: 1, high: value, low: 0, rest: [] };
}

/**
 * `use(factor, correction)` with e^(-scale x²) = factor · e^correction, for scale 1 or 1/2.
 *
 * x = h + l with h² exact, so that the rounding of x², which the exponential would magnify x² times, is kept.
 */
export function withGaussian<T>(
  x: number,
  scale: number,
  use: (factor: number, correction: number) => T,
): T {
  const h = Math.fround(x);
  return use(Math.exp(-scale * h * h), scale * (h - x) * (h + x));
}
