import type { Cholesky } from "./cholesky.ts";
import { diagonal } from "./submatrix.ts";

/** log det A = 2 Σ log Lᵢᵢ for the factor of A [n, n]; 0 for an empty matrix. O(n). */
export function logDeterminant(factor: Cholesky): number {
  return diagonal(factor.lower).reduce((sum, pivot) => sum + 2 * Math.log(pivot), 0);
}
