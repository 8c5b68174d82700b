import { checkNonNegative } from "./check-non-negative.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { LinearOperator } from "./linear-operator.ts";
import { matrix } from "./matrix.ts";
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
 * O(n k² + k³/3) once, O(n k m) per application to R [n, m]; both on the engine.
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
  return async (r) => {
    // (Rᵀ F)ᵀ, so that no second copy of F is needed
    const across = transpose(await engine.multiply(transpose(r), factor, { signal }));
    const part = await engine.multiply(factor, solveCholesky(small, across), { signal });
    const data = r.data.map((value, at) => (value - part.data[at]!) / shift);
    return matrix(r.rows, r.cols, data);
  };
}
