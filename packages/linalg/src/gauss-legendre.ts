import { gaussRule } from "./gauss-rule.ts";
import type { Quadrature } from "./gauss-rule.ts";

/**
 * Gauss–Legendre rule on [-1, 1]: ∫ f(x) dx ≈ Σ wᵢ f(xᵢ).
 *
 * Exact for polynomials up to degree 2n - 1; the weights sum to 2. O(n²).
 *
 * @throws {@link !RangeError} when n is not a positive integer
 */
export function gaussLegendre(n: number): Quadrature {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`gaussLegendre: n must be a positive integer, got ${n}`);
  }
  const b = Float64Array.from({ length: n + 1 }, (_, k) => k / Math.sqrt(4 * k * k - 1));
  return gaussRule(b, 1, 2);
}
