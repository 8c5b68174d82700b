import { polynomial } from "./polynomial.ts";
import { GAMMALN_1, GAMMALN_2 } from "./special-coefficients.ts";

/** B₂ₖ / (2k (2k - 1)) for k = 9 … 1: Stirling's series in 1/x². */
const stirling: readonly number[] = [
  43867 / 244188,
  -3617 / 122400,
  1 / 156,
  -691 / 360360,
  1 / 1188,
  -1 / 1680,
  1 / 1260,
  -1 / 360,
  1 / 12,
];

/**
 * log Γ(x) for x > 0, exact zeros at 1 and 2 included.
 *
 * @throws {@link !RangeError} when x is not above 0
 * @see Abramowitz & Stegun 6.1.15 (recurrence) and 6.1.41 (Stirling's series, used from x = 12)
 */
export function gammaln(x: number): number {
  if (!(x > 0)) throw new RangeError(`gammaln: x must be above 0, got ${x}`);
  if (x === Infinity) return x;
  if (x >= 12) return stirlingSeries(x);
  if (x < 1) return nearZeros(x + 1, x) - Math.log(x);
  let product = 1;
  let y = x;
  while (y > 3) {
    y -= 1;
    product *= y;
  }
  return nearZeros(y, y - 1) + Math.log(product);
}

/** log Γ(y) for y from 1 to 3, given y - 1 without rounding. */
function nearZeros(y: number, above1: number): number {
  const coefficients = y <= 2 ? GAMMALN_1 : GAMMALN_2;
  const t = 2 * (y <= 2 ? above1 : above1 - 1) - 1;
  return above1 * (above1 - 1) * polynomial(coefficients, t);
}

function stirlingSeries(x: number): number {
  const series = polynomial(stirling, 1 / (x * x)) / x;
  return (x - 0.5) * (Math.log(x) - 1) + (0.5 * (Math.log(2 * Math.PI) - 1) + series);
}
