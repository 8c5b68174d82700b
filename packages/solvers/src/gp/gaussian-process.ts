import { conditionEstimate, logDeterminant } from "@ntkit/linalg";
import type { Cholesky, Matrix } from "@ntkit/linalg";
import { checkKernel, checkTargets } from "../check.ts";
import { factorKernel } from "../regression/factor-kernel.ts";
import { relativeResidual } from "../regression/kernel-regression.ts";
import { addNoise, checkNoise, smallestNoise } from "./noise.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface GaussianProcessProblem {
  /** K, the prior covariance of the training rows, shape [N, N]. */
  readonly kernel: Matrix;
  /** Y, shape [N, O]; the O columns are independent processes of the same covariance. */
  readonly targets: Matrix;
  /** σ², the variance of the observation noise: one number, or one per row, shape [N]. Default 0. */
  readonly noise?: number | Float64Array | undefined;
}

/** A Gaussian process given its training rows. `leaveOneOut` takes it as it is. */
export interface GaussianProcess {
  /** α = (K + σ²I)⁻¹ Y, shape [N, O]. */
  readonly coefficients: Matrix;
  /** K + σ²I = L Lᵀ. */
  readonly factor: { readonly method: "cholesky"; readonly cholesky: Cholesky };
  /** σ² as used: what was asked for, since nothing else is ever added to the diagonal. */
  readonly noise: number | Float64Array;
  /** That it was solved with this noise; what cannot be is an error. */
  readonly reason: "solved";
  /** Estimate of the condition of K + σ²I. */
  readonly conditionNumber: number;
  /** ‖(K + σ²I) α − Y‖ / ‖Y‖, Frobenius; 0 for zero targets. */
  readonly residual: number;
  /** log p(y) = −½ yᵀα − ½ log |K + σ²I| − ½ N log 2π, for each column, shape [O]. */
  readonly logMarginalLikelihood: Float64Array;
  readonly targets: Matrix;
  readonly offset: Float64Array;
  readonly center: false;
}

/**
 * Conditions a Gaussian process of mean 0 and covariance K on observations with noise σ².
 *
 * Nothing but `noise` is added to the diagonal. O(N³/3).
 *
 * @throws {@link NumericalError} "not-positive-definite" as `kernelRegression`; "non-finite"
 * @throws {@link ShapeError}; {@link RangeError} for a negative noise
 * @see Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", algorithm 2.1
 */
export async function gaussianProcess(
  { kernel, targets, noise = 0 }: GaussianProcessProblem,
  options: SolverOptions = {},
): Promise<GaussianProcess> {
  checkKernel("gaussianProcess", kernel);
  checkTargets("gaussianProcess", targets, kernel.rows);
  checkNoise("gaussianProcess", noise, kernel.rows);
  const { engine, signal } = resolveOptions(options);
  const shifted = addNoise(kernel, noise);
  const smallest = smallestNoise(noise);
  const cholesky = await factorKernel("gaussianProcess", kernel, shifted, smallest, options);
  const coefficients = await engine.solveCholesky(cholesky, targets, { signal });
  return {
    coefficients,
    factor: { method: "cholesky", cholesky },
    noise,
    reason: "solved",
    conditionNumber: conditionEstimate(cholesky, shifted),
    residual: await relativeResidual(shifted, coefficients, targets, options),
    logMarginalLikelihood: logMarginalLikelihood(cholesky, coefficients, targets),
    targets,
    offset: new Float64Array(targets.cols),
    center: false,
  };
}

function logMarginalLikelihood(factor: Cholesky, alpha: Matrix, targets: Matrix): Float64Array {
  const constant = logDeterminant(factor) + targets.rows * Math.log(2 * Math.PI);
  const result = new Float64Array(targets.cols).fill(-0.5 * constant);
  targets.data.forEach((y, at) => (result[at % targets.cols]! -= 0.5 * y * alpha.data[at]!));
  return result;
}
