import { matrix, solveCholesky, transpose } from "@ntkit/linalg";
import type { Cholesky, Matrix } from "@ntkit/linalg";
import { checkNonNegative } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { factorNormal } from "./low-rank-regression.ts";
import type { LowRank } from "./partial-cholesky.ts";

/** A cheap approximate inverse of K + λI; symmetric positive definite. */
export interface Preconditioner {
  /** P⁻¹ R for R [N, O]. */
  readonly apply: (residual: Matrix) => Matrix;
}

/**
 * Preconditioner P = F Fᵀ + μI for K + λI, with μ = λ + the mean of K − F Fᵀ on the diagonal:
 *
 *   P⁻¹ R = (R − F (FᵀF + μI)⁻¹ FᵀR) / μ
 *
 * O(N k² + k³/3) once, O(N k O) per application.
 *
 * @throws {@link RangeError} when μ is 0: F is exact and there is no ridge, so there is nothing to
 *   iterate; a negative ridge. {@link NumericalError} "not-positive-definite" when μ is within rounding of 0
 * @see Gardner et al. 2018, "GPyTorch: Blackbox Matrix-Matrix Gaussian Process Inference"
 */
export async function lowRankPreconditioner(
  { factor, residualDiagonal }: Pick<LowRank, "factor" | "residualDiagonal">,
  ridge: number,
  options: SolverOptions = {},
): Promise<Preconditioner> {
  checkNonNegative("lowRankPreconditioner", "ridge", ridge);
  const rest = residualDiagonal.reduce((sum, value) => sum + value, 0) / factor.rows;
  const shift = ridge + rest;
  if (shift === 0) {
    throw new RangeError(
      "lowRankPreconditioner: ridge + mean residual must be above 0, got 0; the factor is exact: use lowRankRegression or a ridge",
    );
  }
  const { engine } = resolveOptions(options);
  const normal = await engine.gram(transpose(factor), undefined, options);
  const inner = await factorNormal("lowRankPreconditioner", normal, shift, options);
  return { apply: (residual) => applyInverse(factor, inner, shift, residual) };
}

function applyInverse(factor: Matrix, inner: Cholesky, shift: number, residual: Matrix): Matrix {
  const { rows, cols: rank, data } = factor;
  const { cols: outputs } = residual;
  const projected = matrix(rank, outputs);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < outputs; o++) {
      const value = residual.data[i * outputs + o]!;
      for (let k = 0; k < rank; k++)
        projected.data[k * outputs + o]! += data[i * rank + k]! * value;
    }
  }
  const solved = solveCholesky(inner, projected);
  const result = matrix(rows, outputs);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < outputs; o++) {
      let sum = residual.data[i * outputs + o]!;
      for (let k = 0; k < rank; k++) sum -= data[i * rank + k]! * solved.data[k * outputs + o]!;
      result.data[i * outputs + o] = sum / shift;
    }
  }
  return result;
}
