import type { LandmarkRegression } from "./low-rank-regression.ts";
import type { LandmarkProblem, NystromOptions } from "./nystrom-features.ts";
import { solvePath } from "./nystrom-path.ts";

export interface NystromProblem extends LandmarkProblem {
  /** λ, absolute, above 0. */
  readonly ridge: number;
}

/**
 * Kernel ridge regression restricted to functions of k landmark rows, in one pass over K's columns:
 *
 *   coefficients = argmin ‖K_nk c − Y‖² + λ cᵀ K_kk c = (K_kn K_nk + λ K_kk)⁻¹ K_kn Y
 *
 * With L Lᵀ = K_kk it solves L⁻¹ K_kn K_nk L⁻ᵀ + λI. O(N k² + k³), memory of three [k, k] and a tile
 * [k, tileSize]: N may be whatever time allows. The same function as `lowRankRegression` with these
 * pivots. `nystromPath` does it for several ridges at the price of one.
 *
 * @throws {@link NumericalError} "not-positive-definite" when landmarks repeat one another
 *   (`row`, `duplicateOf` count within `landmarks`) or λ is too small for float64
 * @throws {@link ShapeError}; {@link RangeError} for a bad landmark or a negative ridge
 * @see Rudi, Camoriano & Rosasco 2015, "Less is More: Nyström Computational Regularization"
 */
export async function nystromRegression(
  { ridge, ...problem }: NystromProblem,
  options: NystromOptions = {},
): Promise<LandmarkRegression> {
  const ridges = [ridge];
  const [fit] = await solvePath("nystromRegression", { ...problem, ridges }, options);
  return fit!;
}
