import type { Cholesky } from "./cholesky.ts";
import type { Matrix } from "./matrix.ts";
import { checkTriangle } from "./solve-lower.ts";
import { solveRows, solveRowsTransposed } from "./solve-rows.ts";
import { finish, part } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { transposeSteps } from "./transpose.ts";
import { view } from "./view.ts";

/**
 * X [n, m] with A X = B, for the factor of A [n, n] and B [n, m].
 *
 * L Y = B, then Lᵀ X = Y. 2n²m flops.
 *
 * @throws {@link ShapeError} when B has another number of rows than A
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when B has NaN or Infinity
 */
export function solveCholesky(factor: Cholesky, b: Matrix): Matrix {
  return finish(solveCholeskySteps(factor, b));
}

export function* solveCholeskySteps({ lower }: Cholesky, b: Matrix): Steps<Matrix> {
  checkTriangle("solveCholesky", lower, b);
  const rows = yield* part(transposeSteps(b), 0, 0);
  yield* part(solveRows(view(rows), view(lower)), 0, 0.5);
  yield* part(solveRowsTransposed(view(rows), view(lower)), 0.5, 1);
  return yield* part(transposeSteps(rows), 1, 1);
}
