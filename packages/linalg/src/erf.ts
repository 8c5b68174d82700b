import { polynomial } from "./polynomial.ts";
import { scaledErfcx, withGaussian } from "./scaled-erfcx.ts";
import { ERF_EXCESS } from "./special-coefficients.ts";

/** Where e^(-x²) is 0 in float64. */
const UNDERFLOW = 27.3;

/**
 * Error function, erf(x) = 2/√π ∫₀ˣ e^(-t²) dt.
 *
 * NaN gives NaN. Accuracy: see the README (below 1 ulp).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.5) return x + x * polynomial(ERF_EXCESS, x * x);
  const value = 1 - upperErfc(size);
  return x < 0 ? -value : value;
}

/**
 * Complementary error function, erfc(x) = 1 - erf(x), without the cancellation for large x.
 *
 * NaN gives NaN; from x = 26.6 the result is subnormal and loses digits, from 27.3 it is 0.
 */
export function erfc(x: number): number {
  if (x < -0.5) return 2 - upperErfc(-x);
  if (x < 0.25) return 1 - erf(x);
  if (x <= 0.5) return 0.5 + (0.5 - x - x * polynomial(ERF_EXCESS, x * x));
  return upperErfc(x);
}

/**
 * Scaled complementary error function, erfcx(x) = e^(x²) erfc(x); about 1/(√π x) for large x.
 *
 * NaN gives NaN; below x = -26.6 the result exceeds float64 and is Infinity.
 */
export function erfcx(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 0) return x === Infinity ? 0 : scaledErfcx(x, 1, 0);
  if (x < -27) return Infinity;
  const h = Math.fround(x);
  const power = Math.exp(h * h);
  const correction = power * Math.expm1((x - h) * (x + h));
  return 2 * power + (2 * correction - scaledErfcx(-x, 1, 0));
}

/** erfc for x > 1/2. */
function upperErfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > UNDERFLOW) return 0;
  return withGaussian(x, 1, (factor, correction) => scaledErfcx(x, factor, correction));
}
