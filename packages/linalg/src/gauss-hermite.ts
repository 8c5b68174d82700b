import { gaussRule } from "./gauss-rule.ts";
import type { Quadrature } from "./gauss-rule.ts";

/** Largest rule whose polynomials stay within float64 at the outermost node. */
const LARGEST = 320;

/**
 * Gauss–Hermite rule for the standard normal distribution (probabilists'): E f(Z) ≈ Σ wᵢ f(zᵢ).
 *
 * Exact for polynomials up to degree 2n - 1; the weights sum to 1. O(n²).
 *
 * @throws {@link !RangeError} when n is not an integer from 1 to 320
 */
export function gaussHermite(n: number): Quadrature {
  if (!Number.isInteger(n) || n < 1 || n > LARGEST) {
    throw new RangeError(`gaussHermite: n must be an integer from 1 to ${LARGEST}, got ${n}`);
  }
  const b = Float64Array.from({ length: n + 1 }, (_, k) => Math.sqrt(k));
  return gaussRule(b, 2 * Math.sqrt(n), 1);
}
