import type { Tridiagonal } from "../tridiagonalize.ts";
import { PANEL } from "./reduction.ts";

/**
 * The upper triangles T, one for each panel of reflections, with H₀ … Hₖ = I - Vᵀ T V; those of
 * reflection k are row k of the result, shape [n, PANEL].
 *
 * @see Schreiber & Van Loan 1989, "A storage-efficient WY representation"
 */
export function writeTriangularFactors({ inner, tau }: Tridiagonal, t: Float64Array): void {
  for (let start = 0; start < tau.length; start += PANEL) {
    const size = Math.min(PANEL, tau.length - start);
    for (let k = 0; k < size; k++) {
      const products = (start + k) * PANEL;
      for (let i = 0; i < k; i++) {
        const row = (start + i) * PANEL;
        let sum = 0;
        for (let j = i; j < k; j++) sum += t[row + j]! * inner[products + j]!;
        t[row + k] = -tau[start + k]! * sum;
      }
      t[products + k] = tau[start + k]!;
    }
  }
}
