import { transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel, checkNonNegative, checkTargets } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkedSpectrum } from "./checked-spectrum.ts";

export interface LossCurveProblem {
  /** H, shape [N, N]. */
  readonly kernel: Matrix;
  /** y, or y − f₀ when the network does not start from 0, shape [N, O]. */
  readonly targets: Matrix;
  /** η. */
  readonly rate: number;
  /** The steps k at which the loss is wanted; Infinity for the limit. */
  readonly steps: ArrayLike<number>;
}

export interface LossCurve {
  /** ½‖(I − ηH)ᵏ y‖², summed over outputs, for each of `steps`. */
  readonly loss: Float64Array;
  /** 2 / λ_max. */
  readonly stableRate: number;
  /** Whether no direction of the targets grows. */
  readonly stable: boolean;
}

/**
 * Loss of gradient descent with rate η on ½‖f − y‖² after k steps, exact for a constant kernel.
 *
 *   loss(k) = ½ Σ_i (1 − ηλ_i)²ᵏ (v_iᵀy)²
 *
 * An unstable rate gives the growing loss as it is, in the limit Infinity. O(8 N³ + N · steps).
 *
 * @throws {@link NumericalError} "not-positive-definite" as `trainability`; {@link ShapeError};
 *   {@link RangeError} for a negative rate or step
 * @see Arora et al. 2019, "Fine-Grained Analysis of Optimization and Generalization for
 *   Overparameterized Two-Layer Neural Networks", theorem 4.1
 */
export async function lossCurve(
  { kernel, targets, rate, steps }: LossCurveProblem,
  options: SolverOptions = {},
): Promise<LossCurve> {
  checkKernel("lossCurve", kernel);
  checkTargets("lossCurve", targets, kernel.rows);
  checkNonNegative("lossCurve", "rate", rate);
  const wanted = Float64Array.from(steps);
  wanted.forEach((k) => {
    if (!(k >= 0)) throw new RangeError(`lossCurve: steps must be at least 0, got ${k}`);
  });
  const { engine, signal } = resolveOptions(options);
  const { values, vectors } = await checkedSpectrum("lossCurve", kernel, options);
  const rotated = await engine.multiply(transpose(vectors), targets, { signal });
  const energy = new Float64Array(values.length);
  rotated.data.forEach((value, at) => (energy[Math.floor(at / targets.cols)]! += value * value));
  const factors = values.map((value) => Math.abs(1 - rate * value));
  return {
    loss: wanted.map((k) => 0.5 * sumOfPowers(energy, factors, 2 * k)),
    stableRate: 2 / values[0]!,
    stable: factors.every((factor, i) => factor <= 1 || energy[i] === 0),
  };
}

/** Σ energy · factorᵏ, also at k = ∞. */
function sumOfPowers(energy: Float64Array, factors: Float64Array, k: number): number {
  let sum = 0;
  energy.forEach((value, i) => {
    const factor = factors[i]!;
    // 1^∞ and 0·∞ are NaN in floating point
    if (value > 0) sum += factor === 1 ? value : value * factor ** k;
  });
  return sum;
}
