import {
  conditionEstimate,
  NumericalError,
  selectRows,
  solveLowerTransposed,
  transpose,
} from "@ntkit/linalg";
import type { Cholesky, Matrix, PivotedCholesky } from "@ntkit/linalg";
import { addDiagonal } from "../regression/add-diagonal.ts";
import { centerTargets } from "../regression/center-targets.ts";
import { checkNonNegative, checkTargets } from "../check.ts";
import { relativeResidual } from "../regression/kernel-regression.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface LowRankProblem {
  /** K ≈ F Fᵀ of the N training rows, by `pivotedCholesky` of `@ntkit/linalg`. */
  readonly lowRank: Pick<PivotedCholesky, "factor" | "pivots">;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** λ, absolute, above 0 unless F has full rank in float64. */
  readonly ridge: number;
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
}

/** A regression on k landmark rows: `regressionPredict` takes it with their kernel as `cross` [M, k]. */
export interface LandmarkRegression {
  /** Shape [k, O]. */
  readonly coefficients: Matrix;
  /** Shape [O]; zeros unless centred. */
  readonly offset: Float64Array;
  /** The training rows that the coefficients belong to, in order, shape [k]. */
  readonly landmarks: Int32Array;
  readonly ridge: number;
  /** Estimate of the condition of the normal equations FᵀF + λI. */
  readonly conditionNumber: number;
  /** Relative residual of the normal equations, Frobenius. */
  readonly residual: number;
}

/**
 * Kernel ridge regression with F Fᵀ in place of K, as a function of the k pivot rows alone:
 *
 *   w = (FᵀF + λI)⁻¹ FᵀY,   coefficients = F[pivots]⁻ᵀ w
 *
 * O(N k² + k³/3). The normal equations square the condition of F: errors are of the order of
 * ε ‖K‖/λ.
 *
 * @throws {@link NumericalError} "not-positive-definite" when λ is too small for that
 * @throws {@link ShapeError}; {@link RangeError} for a negative ridge
 */
export async function lowRankRegression(
  { lowRank, targets, ridge, center = false }: LowRankProblem,
  options: SolverOptions = {},
): Promise<LandmarkRegression> {
  const { factor, pivots } = lowRank;
  checkTargets("lowRankRegression", targets, factor.rows);
  checkNonNegative("lowRankRegression", "ridge", ridge);
  const { engine, signal } = resolveOptions(options);
  const { centered, offset } = centerTargets(targets, center);
  const columns = transpose(factor);
  const normal = await engine.gram(columns, undefined, options);
  const right = await engine.multiply(columns, centered, { signal });
  const lower = selectRows(factor, pivots);
  const inner = await factorNormal("lowRankRegression", normal, ridge, options);
  const weights = await engine.solveCholesky(inner, right, { signal });
  const coefficients = solveLowerTransposed(lower, weights);
  const quality = await normalQuality(normal, ridge, { inner, weights, right }, options);
  return { coefficients, offset, landmarks: pivots, ridge, ...quality };
}

/** How well (G + λI) w = b was solved. */
export async function normalQuality(
  normal: Matrix,
  ridge: number,
  {
    inner,
    weights,
    right,
  }: { readonly inner: Cholesky; readonly weights: Matrix; readonly right: Matrix },
  options: SolverOptions,
): Promise<Pick<LandmarkRegression, "conditionNumber" | "residual">> {
  const shifted = addDiagonal(normal, ridge);
  return {
    conditionNumber: conditionEstimate(inner, shifted),
    residual: await relativeResidual(shifted, weights, right, options),
  };
}

/** Cholesky factor of G + λI, where G is rounded to ε ‖G‖. */
export async function factorNormal(
  caller: string,
  normal: Matrix,
  ridge: number,
  options: SolverOptions,
): Promise<Cholesky> {
  const { engine } = resolveOptions(options);
  try {
    return await engine.cholesky(addDiagonal(normal, ridge), { signal: options.signal });
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    throw new NumericalError(
      `${caller}: FᵀF + ridge·I must be positive definite, got pivot ${error.detail.value ?? "?"} at index ${error.detail.pivot ?? "?"}; use a ridge larger than ${ridge}, or a smaller rank`,
      "not-positive-definite",
      { ...error.detail, ridge },
      { cause: error },
    );
  }
}

/** Sum of two matrices of the same shape, in the first. */
export function addInto(sum: Matrix, term: Matrix): void {
  for (let at = 0; at < sum.data.length; at++) sum.data[at]! += term.data[at]!;
}
