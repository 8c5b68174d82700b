import { checkNonNegative } from "./check-non-negative.ts";
import type { Cholesky } from "./cholesky.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { LinearOperator } from "./linear-operator.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import type { PivotedCholesky } from "./pivoted-cholesky.ts";
import { plainEngine } from "./plain-engine.ts";
import { solveCholesky } from "./solve-cholesky.ts";
import { transpose } from "./transpose.ts";

/**
 * P⁻¹ of the preconditioner P = F Fᵀ + μI for A + λI, with μ = λ + the mean of A − F Fᵀ on the
 * diagonal:
 *
 *   P⁻¹ R = (R − F (FᵀF + μI)⁻¹ FᵀR) / μ
 *
 * O(n k² + k³/3) once, on the engine; O(n k m) per application to R [n, m].
 *
 * @throws {@link !RangeError} when μ is 0: F is exact and there is no ridge, so there is nothing to
 *   iterate; for a negative ridge
 * @throws {@link NumericalError} `not-positive-definite` when μ is within rounding of 0
 * @see Gardner et al. 2018, "GPyTorch: Blackbox Matrix-Matrix Gaussian Process Inference"
 */
export async function lowRankPreconditioner(
  { factor, residualDiagonal }: Pick<PivotedCholesky, "factor" | "residualDiagonal">,
  ridge: number,
  options: EngineOptions = {},
): Promise<LinearOperator> {
  checkNonNegative("lowRankPreconditioner", "ridge", ridge);
  const rest = residualDiagonal.reduce((sum, value) => sum + value, 0) / factor.rows;
  const shift = ridge + rest;
  if (!(shift > 0)) {
    throw new RangeError(
      `lowRankPreconditioner: ridge + mean residual must be above 0, got ${shift}; the factor is exact: use a ridge, or the factor itself`,
    );
  }
  const { engine = plainEngine, signal } = options;
  const inner = await engine.gram(transpose(factor), undefined, { signal });
  for (let i = 0; i < inner.rows; i++) inner.data[i * (inner.rows + 1)]! += shift;
  const small = await engine.cholesky(inner, options);
  return (residual) => applyInverse(factor, small, shift, residual);
}

/** Plain loops: with few columns they take a fraction of the time of two blocked products. */
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
