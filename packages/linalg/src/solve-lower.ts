import { checkFinite } from "./check-finite.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";
import { solveRows, solveRowsTransposed } from "./solve-rows.ts";
import { finish, part } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { diagonal } from "./submatrix.ts";
import { transposeSteps } from "./transpose.ts";
import { view } from "./view.ts";

/**
 * X [n, m] with L X = B, for the lower triangle L [n, n] and B [n, m].
 *
 * Entries of L above the diagonal are not read. n²m flops.
 *
 * @throws {@link ShapeError} when L is not square or B has another number of rows
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when B has NaN or Infinity;
 *   `singular` (detail: pivot, value) when L has 0 on its diagonal
 */
export function solveLower(lower: Matrix, b: Matrix): Matrix {
  return finish(solveLowerSteps(lower, b));
}

/**
 * X [n, m] with Lᵀ X = B, for the lower triangle L [n, n] and B [n, m].
 *
 * Entries of L above the diagonal are not read. n²m flops.
 *
 * @throws {@link ShapeError} when L is not square or B has another number of rows
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when B has NaN or Infinity;
 *   `singular` (detail: pivot, value) when L has 0 on its diagonal
 */
export function solveLowerTransposed(lower: Matrix, b: Matrix): Matrix {
  return finish(solveLowerTransposedSteps(lower, b));
}

export function* solveLowerSteps(lower: Matrix, b: Matrix): Steps<Matrix> {
  checkTriangle("solveLower", lower, b);
  const rows = yield* part(transposeSteps(b), 0, 0);
  yield* solveRows(view(rows), view(lower));
  return yield* part(transposeSteps(rows), 1, 1);
}

function* solveLowerTransposedSteps(lower: Matrix, b: Matrix): Steps<Matrix> {
  checkTriangle("solveLowerTransposed", lower, b);
  const rows = yield* part(transposeSteps(b), 0, 0);
  yield* solveRowsTransposed(view(rows), view(lower));
  return yield* part(transposeSteps(rows), 1, 1);
}

/** Throws unless `lower` is square and invertible with as many rows as `b`, and `b` finite. */
export function checkTriangle(caller: string, lower: Matrix, b: Matrix): void {
  if (lower.rows !== lower.cols) {
    throw new ShapeError(`${caller}: lower must be square, got ${lower.rows}×${lower.cols}`);
  }
  if (lower.rows !== b.rows) {
    throw new ShapeError(
      `${caller}: b must have ${lower.rows} rows (lower is ${lower.rows}×${lower.cols}), got ${b.rows}×${b.cols}`,
    );
  }
  checkFinite(`${caller}: b`, b);
  diagonal(lower).forEach((value, index) => {
    if (value === 0) {
      throw new NumericalError(
        `${caller}: the triangle must have no 0 on its diagonal, got one at index ${index}`,
        "singular",
        { pivot: index, value },
      );
    }
  });
}
