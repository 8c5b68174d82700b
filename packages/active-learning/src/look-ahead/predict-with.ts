import {
  cholesky,
  matrix,
  NumericalError,
  plainEngine,
  selectRows,
  solveCholesky,
  transpose,
} from "@ntkit/linalg";
import type { Cholesky, EngineOptions, Matrix } from "@ntkit/linalg";
import { checkIndices, checkMatrix } from "../check.ts";
import type { LookAheadState } from "./look-ahead-state.ts";
import { posteriorCovariance } from "./posterior-covariance.ts";

/**
 * f⁺: the pool's predictions after training with these rows together, shape [U, O].
 *
 *   f⁺(x) = g(x) + C(x, B)(C(B, B) + λI)⁻¹(H − g(B))
 *
 * O(U N k + U k² + k³) for k rows. The rows may depend on one another only with a ridge.
 *
 * @param rows - k rows of the pool
 * @param targets - H, shape [k, O]
 * @throws {@link NumericalError} "not-positive-definite" when a row adds nothing to the others;
 *   "non-finite"; {@link RangeError}; {@link ShapeError}
 * @see Mohamadi, Bae & Sutherland 2022 (arXiv:2206.12569), the block computation
 */
export async function predictWith(
  state: LookAheadState,
  rows: ArrayLike<number>,
  targets: Matrix,
  options: EngineOptions = {},
): Promise<Matrix> {
  const added = checkIndices("predictWith", "rows", rows, state.size);
  checkMatrix("predictWith", "targets", targets, added.length, state.predictions.cols);
  const { engine = plainEngine, signal } = options;
  const all = Int32Array.from({ length: state.size }, (_, row) => row);
  const covariance = await posteriorCovariance(state, added, all, options);
  const corner = matrix(added.length, added.length);
  added.forEach((_, i) => {
    added.forEach((col, j) => {
      corner.data[i * added.length + j] = covariance.data[i * state.size + col]!;
    });
    corner.data[i * (added.length + 1)] = state.variance[added[i]!]! + state.ridge;
  });
  const now = selectRows(state.predictions, added);
  const errors = targets.data.map((value, at) => value - now.data[at]!);
  const weights = solveCholesky(
    factorCorner(corner, state, added),
    matrix(added.length, targets.cols, errors),
  );
  const change = await engine.multiply(transpose(covariance), weights, { signal });
  const data = state.predictions.data.map((value, at) => value + change.data[at]!);
  return matrix(state.size, targets.cols, data);
}

function factorCorner(corner: Matrix, state: LookAheadState, rows: Int32Array): Cholesky {
  const k = corner.rows;
  const terms = (state.labelled + state.picks.length + k) * Number.EPSILON;
  const fail = (i: number, value: number, cause?: Error) =>
    new NumericalError(
      `predictWith: every row must add something to the labelled ones and the rows before it, got pivot ${value} for pool row ${rows[i]!}; use a ridge, or leave it out`,
      "not-positive-definite",
      { pivot: i, value, row: rows[i]! },
      { cause },
    );
  let factor: Cholesky;
  try {
    factor = cholesky(corner);
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    throw fail(Number(error.detail.pivot), Number(error.detail.value), error);
  }
  for (let i = 0; i < k; i++) {
    const value = factor.lower.data[i * (k + 1)]! ** 2;
    if (value <= terms * (state.diagonal[rows[i]!]! + state.ridge)) throw fail(i, value);
  }
  return factor;
}
