import { conditionEstimate } from "@ntkit/linalg";
import type { Cholesky, EigenSymmetric, Matrix } from "@ntkit/linalg";
import { absoluteRidge, addDiagonal } from "./add-diagonal.ts";
import { centerTargets } from "./center-targets.ts";
import { checkKernel, checkNonNegative, checkTargets } from "./check.ts";
import { factorKernel } from "./factor-kernel.ts";
import { pseudoInverse } from "./pseudo-inverse.ts";
import { resolveOptions } from "./solver-options.ts";
import type { SolverOptions } from "./solver-options.ts";

/** What kernel regression is fitted to. */
export interface RegressionProblem {
  /** K, the kernel of the training rows, shape [N, N]. */
  readonly kernel: Matrix;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** λ, added to the diagonal as it is. Default 0: interpolation. */
  readonly ridge?: number | undefined;
  /** λ in units of the mean of K's diagonal. Instead of `ridge`. */
  readonly relativeRidge?: number | undefined;
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
  /** Solve by pseudo-inverse, which a singular kernel without ridge needs. Default false. */
  readonly minimumNorm?: boolean | undefined;
  /**
   * With `minimumNorm`, eigenvalues below this fraction of the largest count as 0.
   * Default N · 2.2e-16.
   */
  readonly rankTolerance?: number | undefined;
}

/** A fitted kernel regression. Predictions need `coefficients` and `offset` only. */
export interface RegressionModel {
  /** α = (K + λI)⁻¹ (Y − offset), shape [N, O]. */
  readonly coefficients: Matrix;
  /** Added to each prediction, shape [O]: the targets' means with `center`, else zeros. */
  readonly offset: Float64Array;
  /** λ as used, absolute. */
  readonly ridge: number;
  /** What the coefficients were computed with: K + λI = L Lᵀ or V diag(values) Vᵀ. */
  readonly factor:
    | { readonly method: "cholesky"; readonly cholesky: Cholesky }
    | { readonly method: "eigen"; readonly eigen: EigenSymmetric; readonly rank: number };
  /** Estimate (Cholesky) or value (eigendecomposition, over its rank) of the condition of K + λI. */
  readonly conditionNumber: number;
  /** ‖(K + λI) α − (Y − offset)‖ / ‖Y − offset‖, Frobenius; 0 for zero targets. */
  readonly residual: number;
  /** Whether targets were centred. */
  readonly center: boolean;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
}

/**
 * Coefficients of kernel (ridge) regression: α = (K + λI)⁻¹ Y.
 *
 * Nothing but `ridge` is ever added to the diagonal. O(N³/3) by Cholesky, about 25 times that with
 * `minimumNorm`; one more matrix of the kernel's size.
 *
 * @throws {@link NumericalError} "not-positive-definite" naming the row where K + λI fails to be
 *   positive definite and the earlier row that it repeats, if it repeats one; "non-finite"
 * @throws {@link ShapeError} when targets and kernel do not fit; {@link RangeError} for a negative ridge
 */
export async function kernelRegression(
  problem: RegressionProblem,
  options: SolverOptions = {},
): Promise<RegressionModel> {
  const { kernel, targets, center = false, minimumNorm = false } = problem;
  checkKernel("kernelRegression", kernel);
  checkTargets("kernelRegression", targets, kernel.rows);
  const ridge = absoluteRidge("kernelRegression", problem);
  const shifted = addDiagonal(kernel, ridge);
  const { centered, offset } = centerTargets(targets, center);
  const solved = minimumNorm
    ? await byEigen(shifted, centered, problem.rankTolerance, options)
    : await byCholesky(kernel, shifted, centered, ridge, options);
  const residual = await relativeResidual(shifted, solved.coefficients, centered, options);
  return { ...solved, offset, ridge, residual, center, targets };
}

type Solved = Pick<RegressionModel, "coefficients" | "factor" | "conditionNumber">;

async function byCholesky(
  kernel: Matrix,
  shifted: Matrix,
  targets: Matrix,
  ridge: number,
  options: SolverOptions,
): Promise<Solved> {
  const { engine, signal } = resolveOptions(options);
  const cholesky = await factorKernel("kernelRegression", kernel, shifted, ridge, options);
  return {
    coefficients: await engine.solveCholesky(cholesky, targets, { signal }),
    factor: { method: "cholesky", cholesky },
    conditionNumber: conditionEstimate(cholesky, shifted),
  };
}

async function byEigen(
  shifted: Matrix,
  targets: Matrix,
  rankTolerance: number = shifted.rows * Number.EPSILON,
  options: SolverOptions,
): Promise<Solved> {
  checkNonNegative("kernelRegression", "rankTolerance", rankTolerance);
  const { engine } = resolveOptions(options);
  const eigen = await engine.eigenSymmetric(shifted, options);
  const { coefficients, rank } = await pseudoInverse(eigen, targets, rankTolerance, options);
  const conditionNumber = rank === 0 ? Infinity : eigen.values[0]! / eigen.values[rank - 1]!;
  return { coefficients, factor: { method: "eigen", eigen, rank }, conditionNumber };
}

async function relativeResidual(
  shifted: Matrix,
  coefficients: Matrix,
  targets: Matrix,
  options: SolverOptions,
): Promise<number> {
  const { engine, signal } = resolveOptions(options);
  const product = await engine.multiply(shifted, coefficients, { signal });
  let [error, size] = [0, 0];
  targets.data.forEach((target, at) => {
    error += (product.data[at]! - target) ** 2;
    size += target ** 2;
  });
  return size === 0 ? Math.sqrt(error) : Math.sqrt(error / size);
}
