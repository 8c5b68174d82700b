import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkKernel, checkTargets } from "../check.ts";
import { pseudoInverse } from "../regression/pseudo-inverse.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkedSpectrum } from "./checked-spectrum.ts";

export interface TrainabilityProblem {
  /** Θ of the training rows, shape [N, N]. */
  readonly kernel: Matrix;
  /** Θ of M other rows with the training rows, shape [M, N], and Y [N, O]: for the mean predictor. */
  readonly test?: { readonly cross: Matrix; readonly targets: Matrix } | undefined;
}

/** Whether gradient descent gets anywhere with a kernel, and whether what it learns generalises. */
export interface Trainability {
  /** Descending, shape [N]. Those within rounding of 0 (N ε of the largest) are 0. */
  readonly eigenvalues: Float64Array;
  /** λ₀: the slowest direction decays as e^(−λ₀ t). */
  readonly smallest: number;
  readonly largest: number;
  /** κ = λ_max / λ_min: about the number of steps to learn the slowest direction. Infinity for λ₀ = 0. */
  readonly conditionNumber: number;
  /** 2 / λ_max: gradient descent on ½‖f − y‖² diverges from here on. */
  readonly stableRate: number;
  /** Number of eigenvalues that are not 0. */
  readonly rank: number;
  /** P(Θ) = Θ* Θ⁻¹ Y, what training to the end predicts on average, shape [M, O]; with `test` only. */
  readonly meanPredictor?: Matrix;
}

/**
 * Spectrum, condition number κ and mean predictor P(Θ) of a kernel.
 *
 * A network trains when κ stays moderate and generalises when P(Θ) depends on the data; with depth
 * κ → ∞ in the ordered phase and P(Θ) → 0 in the chaotic one. A singular Θ is inverted on its range. O(8 N³).
 *
 * @throws {@link NumericalError} "not-positive-definite" for an eigenvalue below 0 by more than
 *   rounding; {@link ShapeError}
 * @see Xiao, Pennington & Schoenholz 2020, "Disentangling Trainability and Generalization in Deep
 *   Neural Networks"
 */
export async function trainability(
  { kernel, test }: TrainabilityProblem,
  options: SolverOptions = {},
): Promise<Trainability> {
  checkKernel("trainability", kernel);
  const eigen = await checkedSpectrum("trainability", kernel, options);
  const { values } = eigen;
  const [largest, smallest] = [values[0]!, values.at(-1)!];
  const summary = {
    eigenvalues: values,
    smallest,
    largest,
    conditionNumber: smallest === 0 ? Infinity : largest / smallest,
    stableRate: 2 / largest,
    rank: values.filter((value) => value > 0).length,
  };
  if (test === undefined) return summary;
  checkCross("trainability", test.cross, kernel.rows);
  checkTargets("trainability", test.targets, kernel.rows);
  const tolerance = kernel.rows * Number.EPSILON;
  const { coefficients } = await pseudoInverse(eigen, test.targets, tolerance, options);
  const { engine, signal } = resolveOptions(options);
  return { ...summary, meanPredictor: await engine.multiply(test.cross, coefficients, { signal }) };
}
