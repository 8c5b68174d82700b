import { erf } from "./erf.ts";
import { scaledErfcx, withGaussian } from "./scaled-erfcx.ts";

/** Where the standard normal distribution function is 0 in float64. */
const UNDERFLOW = 38.6;

/**
 * Φ(x) = P(Z <= x) for a standard normal Z, to full relative accuracy in the lower tail.
 *
 * NaN gives NaN; below x = -37.5 the result is subnormal and loses digits.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) < Math.SQRT1_2) return 0.5 + 0.5 * erf(x * Math.SQRT1_2);
  return x < 0 ? lowerTail(-x) : 1 - lowerTail(x);
}

/**
 * The x with Φ(x) = p.
 *
 * A rational first guess (Abramowitz & Stegun 26.2.23), then Halley steps on Φ.
 * p = 0 gives -Infinity and p = 1 gives Infinity.
 *
 * @throws {@link !RangeError} when p is not from 0 to 1
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: p must be from 0 to 1, got ${p}`);
  if (Math.abs(p - 0.5) <= 0.25) return centralQuantile(p - 0.5);
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** Φ(-x) for x > 0. */
function lowerTail(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > UNDERFLOW) return 0;
  return withGaussian(x, 0.5, (factor, correction) =>
    scaledErfcx(x * Math.SQRT1_2, 0.5 * factor, correction),
  );
}

/** Solves Φ(x) - 1/2 = offset, relative to the offset however small it is. */
function centralQuantile(offset: number): number {
  const u = offset * Math.sqrt(2 * Math.PI);
  let x = u + u ** 3 / 6 + (7 * u ** 5) / 120;
  for (let step = 0; step < 2; step++) {
    const error = 0.5 * erf(x * Math.SQRT1_2) - offset;
    x = halley(x, (error * Math.sqrt(2 * Math.PI)) / Math.exp(-0.5 * x * x));
  }
  return x;
}

/** Solves Φ(-x) = p for p <= 1/4. */
function upperQuantile(p: number): number {
  if (p === 0) return Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    t -
    ((0.010328 * t + 0.802853) * t + 2.515517) /
      (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1);
  for (let step = 0; step < 2; step++) {
    const tail = lowerTail(x);
    const density = withGaussian(x, 0.5, (factor, correction) => factor * (1 + correction));
    x = halley(x, ((p - tail) * Math.sqrt(2 * Math.PI)) / density);
  }
  return x;
}

/** Halley's step for a function with f''/f' = -x, given f/f'. */
function halley(x: number, newton: number): number {
  return x - newton / (1 + 0.5 * x * newton);
}
