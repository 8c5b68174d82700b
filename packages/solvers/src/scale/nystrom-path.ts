import { solveLowerTransposed } from "@ntkit/linalg";
import { checkNonNegative } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { factorNormal, normalQuality } from "./low-rank-regression.ts";
import type { LandmarkRegression } from "./low-rank-regression.ts";
import { nystromFeatures } from "./nystrom-features.ts";
import type { LandmarkProblem, NystromFeatures, NystromOptions } from "./nystrom-features.ts";

export interface NystromPathProblem extends LandmarkProblem {
  /** λ, absolute, each above 0. */
  readonly ridges: readonly number[];
}

/**
 * Regression on k landmark rows for several ridges from one pass over the kernel: what
 * {@link nystromRegression} gives for each of them, in their order.
 *
 * O(N k² + k³) and k³/3 more for each ridge, memory of three [k, k] and a tile [k, tileSize].
 *
 * @throws {@link NumericalError} "not-positive-definite" when landmarks repeat one another
 *   (`row`, `duplicateOf` count within `landmarks`) or a ridge is too small for float64
 * @throws {@link ShapeError}; {@link RangeError} for a bad landmark, a negative ridge, or none
 */
export async function nystromPath(
  problem: NystromPathProblem,
  options: NystromOptions = {},
): Promise<LandmarkRegression[]> {
  if (problem.ridges.length === 0) {
    throw new RangeError("nystromPath: ridges must not be empty, got []");
  }
  return solvePath("nystromPath", problem, options);
}

/** {@link nystromPath} in the name of `caller`. */
export async function solvePath(
  caller: string,
  problem: NystromPathProblem,
  options: NystromOptions,
): Promise<LandmarkRegression[]> {
  for (const ridge of problem.ridges) checkNonNegative(caller, "ridge", ridge);
  const features = await nystromFeatures(caller, problem, options);
  const fits: LandmarkRegression[] = [];
  for (const ridge of problem.ridges) {
    options.signal?.throwIfAborted();
    fits.push(await solveFor(caller, features, ridge, options));
  }
  return fits;
}

/** (FᵀF + λI)⁻¹ FᵀY as coefficients of the landmarks. */
async function solveFor(
  caller: string,
  { landmarks, lower, normal, right, offset }: NystromFeatures,
  ridge: number,
  options: SolverOptions,
): Promise<LandmarkRegression> {
  const { engine, signal } = resolveOptions(options);
  const quiet = { engine, signal };
  const inner = await factorNormal(caller, normal, ridge, quiet);
  const weights = await engine.solveCholesky(inner, right, { signal });
  const coefficients = solveLowerTransposed(lower, weights);
  const quality = await normalQuality(normal, ridge, { inner, weights, right }, quiet);
  return { coefficients, offset, landmarks, ridge, ...quality };
}
