import { conditionEstimate, NumericalError } from "@ntkit/linalg";
import type { Cholesky, EigenSymmetric, Matrix } from "@ntkit/linalg";
import { absoluteRidge, addDiagonal } from "./add-diagonal.ts";
import { centerTargets } from "./center-targets.ts";
import { checkKernel, checkNonNegative, checkTargets } from "../check.ts";
import { contradiction, factorKernel } from "./factor-kernel.ts";
import { pseudoInverse } from "./pseudo-inverse.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

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
  /**
   * Larger ridges to try one after the other, absolute and ascending, where K + λI is not positive definite. Never
   * tried unless named; `ridge` of the result is the one that was used. Not with `minimumNorm`. Default none.
   */
  readonly ridgeLadder?: readonly number[] | undefined;
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
  /** Whether that is the ridge asked for, or one of the ladder's. */
  readonly reason: "solved" | "ridge-ladder";
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
 *   positive definite and the earlier row that it repeats, if it repeats one; "contradictory-targets" without a ridge
 *   where such rows have different targets (row, duplicateOf, output, difference); "non-finite"
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
  const ladder = checkLadder(problem.ridgeLadder ?? [], ridge, minimumNorm);
  const { centered, offset } = centerTargets(targets, center);
  const { used, ...solved } = minimumNorm
    ? await byEigen(addDiagonal(kernel, ridge), centered, problem.rankTolerance, options, ridge)
    : await climb(kernel, centered, [ridge, ...ladder], options);
  const shifted = addDiagonal(kernel, used);
  const residual = await relativeResidual(shifted, solved.coefficients, centered, options);
  const reason = used === ridge ? "solved" : "ridge-ladder";
  return { ...solved, offset, ridge: used, reason, residual, center, targets };
}

function checkLadder(
  ladder: readonly number[],
  ridge: number,
  minimumNorm: boolean,
): readonly number[] {
  if (minimumNorm && ladder.length > 0) {
    throw new RangeError(
      "kernelRegression: ridgeLadder must not be given with minimumNorm, which needs no ridge",
    );
  }
  ladder.forEach((value, at) => {
    const before = ladder[at - 1] ?? ridge;
    if (value > before && value < Infinity) return;
    throw new RangeError(
      `kernelRegression: ridgeLadder must be finite and ascending from ${ridge}, got ${value} after ${before}`,
    );
  });
  return ladder;
}

/** With the first of the ridges that makes K + λI positive definite. */
async function climb(
  kernel: Matrix,
  targets: Matrix,
  [ridge = 0, ...larger]: readonly number[],
  options: SolverOptions,
): Promise<Solved> {
  try {
    return await byCholesky(kernel, addDiagonal(kernel, ridge), targets, ridge, options);
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    if (larger.length > 0) return climb(kernel, targets, larger, options);
    throw ridge > 0 ? error : (contradictory(kernel, targets, error) ?? error);
  }
}

function contradictory(kernel: Matrix, targets: Matrix, cause: Error): NumericalError | undefined {
  const found = contradiction(kernel, targets);
  if (found === undefined) return undefined;
  const { row, duplicateOf, output, difference } = found;
  return new NumericalError(
    `kernelRegression: targets of rows with the same kernel row must be equal without a ridge, got a difference of ${difference} between rows ${duplicateOf} and ${row} in output ${output}; use ridge > 0, or minimumNorm for their mean`,
    "contradictory-targets",
    found,
    { cause },
  );
}

interface Solved extends Pick<RegressionModel, "coefficients" | "factor" | "conditionNumber"> {
  readonly used: number;
}

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
    used: ridge,
  };
}

async function byEigen(
  shifted: Matrix,
  targets: Matrix,
  rankTolerance: number = shifted.rows * Number.EPSILON,
  options: SolverOptions,
  used: number,
): Promise<Solved> {
  checkNonNegative("kernelRegression", "rankTolerance", rankTolerance);
  const { engine } = resolveOptions(options);
  const eigen = await engine.eigenSymmetric(shifted, options);
  checkSemidefinite(eigen.values, used, rankTolerance);
  const { coefficients, rank } = await pseudoInverse(eigen, targets, rankTolerance, options);
  const conditionNumber = rank === 0 ? Infinity : eigen.values[0]! / eigen.values[rank - 1]!;
  return { coefficients, factor: { method: "eigen", eigen, rank }, conditionNumber, used };
}

/** @throws NumericalError "not-positive-definite" for an eigenvalue below 0 that rounding does not explain */
function checkSemidefinite(values: Float64Array, ridge: number, rankTolerance: number): void {
  const smallest = values.at(-1)!;
  const allowed =
    Math.max(8 * values.length * Number.EPSILON, rankTolerance) * Math.abs(values[0]!);
  if (smallest >= -allowed) return;
  throw new NumericalError(
    `kernelRegression: kernel + ridge·I must have no eigenvalue below 0, got ${smallest} where the largest is ${values[0]!}; the matrix is no kernel`,
    "not-positive-definite",
    { value: smallest, largest: values[0]!, ridge },
  );
}

/** ‖A X − B‖ / ‖B‖, Frobenius; ‖A X‖ for B = 0. */
export async function relativeResidual(
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
