import type { Matrix } from "@ntkit/linalg";
import { checkNonNegative } from "../check.ts";
import { kernelRegression } from "../regression/kernel-regression.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface GeneralizationBoundProblem {
  /** H∞, the NTK of the trained layers, shape [N, N]. */
  readonly kernel: Matrix;
  /** y, shape [N, O]; each column on its own. */
  readonly targets: Matrix;
  /** δ: the bound fails with at most this probability. Default 0.05. */
  readonly delta?: number | undefined;
  /** ε: the training error that is left. Default 0. */
  readonly epsilon?: number | undefined;
}

export interface GeneralizationBound {
  /** √(2 yᵀH⁻¹y / n) of each column, shape [O]: small where labels agree with the kernel. */
  readonly complexity: Float64Array;
  /** complexity + 3 √(log(6/δ) / 2n) + ε, of the population loss, shape [O]. */
  readonly bound: Float64Array;
}

/**
 * Bound on the population loss of a wide two-layer network trained to the end, from its kernel.
 *
 *   loss ≤ √(2 yᵀH⁻¹y / n) + 3 √(log(6/δ) / 2n) + ε
 *
 * for a loss that is 1-Lipschitz with values in [0, 1] and a network wide enough. O(N³/3).
 *
 * @throws as `kernelRegression` without ridge; {@link RangeError} for δ outside (0, 1) or ε below 0
 * @see Arora et al. 2019, "Fine-Grained Analysis of Optimization and Generalization for
 *   Overparameterized Two-Layer Neural Networks", theorem 5.1; Zhang, Martens & Grosse 2019, "Fast
 *   Convergence of Natural Gradient Descent for Overparameterized Neural Networks"
 */
export async function generalizationBound(
  { kernel, targets, delta = 0.05, epsilon = 0 }: GeneralizationBoundProblem,
  options: SolverOptions = {},
): Promise<GeneralizationBound> {
  if (!(delta > 0 && delta < 1)) {
    throw new RangeError(`generalizationBound: delta must lie between 0 and 1, got ${delta}`);
  }
  checkNonNegative("generalizationBound", "epsilon", epsilon);
  const { coefficients } = await kernelRegression({ kernel, targets }, options);
  const forms = new Float64Array(targets.cols);
  targets.data.forEach((y, at) => (forms[at % targets.cols]! += y * coefficients.data[at]!));
  const n = targets.rows;
  const complexity = forms.map((form) => Math.sqrt((2 * form) / n));
  const rest = 3 * Math.sqrt(Math.log(6 / delta) / (2 * n)) + epsilon;
  return { complexity, bound: complexity.map((value) => value + rest) };
}
