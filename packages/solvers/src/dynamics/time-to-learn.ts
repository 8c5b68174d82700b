import { checkNonNegative } from "../check.ts";
import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";

/** When to stop by what the largest eigendirections still have to learn. */
export interface StoppingRule {
  /** How many eigendirections, from the largest eigenvalue down. */
  readonly directions: number;
  /** Their residuals, |vᵢᵀ (Y − f)| over all outputs, shall be at most this. */
  readonly threshold: number;
}

/**
 * The first time of gradient flow at which none of the largest eigendirections has a residual above
 * the threshold: where to stop early when the others are thought to be noise. Infinity when one of
 * them never gets there: its eigenvalue is 0, or the ridge holds it back.
 *
 *   t = maxᵢ log(|cᵢ| / threshold) N / (η κᵢ)  for λ = 0
 *
 * @throws {@link RangeError} for directions that are not a whole number from 1 to n, or a negative threshold
 */
export function timeToLearn(flow: GradientFlow, { directions, threshold }: StoppingRule): number {
  const n = flow.eigenvalues.length;
  if (!Number.isInteger(directions) || directions < 1 || directions > n) {
    throw new RangeError(
      `timeToLearn: directions must be a whole number from 1 to ${n}, got ${directions}`,
    );
  }
  checkNonNegative("timeToLearn", "threshold", threshold);
  let latest = 0;
  for (let i = 0; i < directions; i++) latest = Math.max(latest, directionTime(flow, i, threshold));
  return latest;
}

function directionTime(flow: GradientFlow, i: number, threshold: number): number {
  const { cols, data } = flow.components;
  const size = Math.hypot(...data.subarray(i * cols, (i + 1) * cols));
  if (size <= threshold) return 0;
  const kappa = flow.eigenvalues[i]!;
  const rate = kappa + flow.ridge;
  // threshold = size (λ + κ e) / ρ, solved for e
  const left = (threshold * rate) / size - flow.ridge;
  return left > 0 && kappa > 0 ? Math.log(kappa / left) / (flowStep(flow) * rate) : Infinity;
}
