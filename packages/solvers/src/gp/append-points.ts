import { cholesky, matrix, NumericalError, ShapeError, solveLower, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { addDiagonal } from "../regression/add-diagonal.ts";
import { checkCross, checkKernel, checkTargets } from "../check.ts";
import { choleskyOf, minusGram, refit } from "./update-regression.ts";
import type { UpdatableRegression, UpdatedRegression } from "./update-regression.ts";

export interface AppendedPoints {
  /** Kernel of the new rows with the model's rows, shape [k, N]. */
  readonly cross: Matrix;
  /** Kernel of the new rows with one another, shape [k, k]. */
  readonly kernel: Matrix;
  /** Their targets, shape [k, O]. */
  readonly targets: Matrix;
}

/**
 * The regression with k more training rows, without factoring anew:
 *
 *   L' = [L 0; B C],   B = K₂₁ L⁻ᵀ,   C Cᵀ = K₂₂ + λI − B Bᵀ  (Schur complement)
 *
 * The rows are appended after the model's own; ridge and centring stay. O(N² (k + O) + N k² + k³/3) and
 * one [N + k, N + k] allocation. The same numbers as a fit of all rows up to rounding.
 *
 * @throws {@link NumericalError} "not-positive-definite" (detail: row, pivot, value) when a new row adds
 *   nothing but rounding, as a duplicate without ridge does
 * @throws {@link ShapeError}; {@link RangeError} for a model that is not by Cholesky
 */
export function appendPoints(
  model: UpdatableRegression,
  { cross, kernel, targets }: AppendedPoints,
): UpdatedRegression {
  const lower = choleskyOf("appendPoints", model);
  const n = lower.rows;
  check(n, model.targets.cols, { cross, kernel, targets });
  const left = solveLower(lower, transpose(cross));
  const shifted = addDiagonal(kernel, model.ridge);
  const schur = minusGram(shifted, transpose(left), left);
  const corner = factorSchur(schur, shifted, n);
  return refit(model, join(lower, left, corner), stack(model.targets, targets));
}

/** The triangle [L 0; Bᵀ C] for B given as columns. */
function join(lower: Matrix, left: Matrix, corner: Matrix): Matrix {
  const [n, k] = [lower.rows, corner.rows];
  const size = n + k;
  const result = matrix(size, size);
  for (let i = 0; i < n; i++) {
    result.data.set(lower.data.subarray(i * n, i * n + i + 1), i * size);
  }
  for (let i = 0; i < k; i++) {
    const start = (n + i) * size;
    for (let j = 0; j < n; j++) result.data[start + j] = left.data[j * k + i]!;
    result.data.set(corner.data.subarray(i * k, i * k + i + 1), start + n);
  }
  return result;
}

function stack(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { rows: a.rows + b.rows, cols: a.cols, data };
}

function factorSchur(schur: Matrix, shifted: Matrix, n: number): Matrix {
  const k = schur.rows;
  let factor: Matrix;
  try {
    factor = cholesky(schur).lower;
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    throw redundant(n, Number(error.detail.pivot), Number(error.detail.value), error);
  }
  for (let i = 0; i < k; i++) {
    const pivot = factor.data[i * (k + 1)]! ** 2;
    // positive by rounding only, as `kernelRegression` has it
    if (pivot <= (n + k) * Number.EPSILON * shifted.data[i * (k + 1)]!) {
      throw redundant(n, i, pivot);
    }
  }
  return factor;
}

function redundant(n: number, row: number, value: number, cause?: unknown): NumericalError {
  return new NumericalError(
    `appendPoints: kernel + ridge·I of all rows must be positive definite, got pivot ${value} in new row ${row}; use a larger ridge, or leave out a row that repeats another`,
    "not-positive-definite",
    { row, pivot: n + row, value },
    { cause },
  );
}

function check(n: number, outputs: number, { cross, kernel, targets }: AppendedPoints): void {
  checkKernel("appendPoints", kernel);
  checkCross("appendPoints", cross, n);
  checkTargets("appendPoints", targets, kernel.rows);
  if (cross.rows !== kernel.rows) {
    throw new ShapeError(
      `appendPoints: cross must have ${kernel.rows} rows (kernel is ${kernel.rows}×${kernel.cols}), got ${cross.rows}`,
    );
  }
  if (targets.cols !== outputs) {
    throw new ShapeError(
      `appendPoints: targets must have ${outputs} columns like the model's, got ${targets.cols}`,
    );
  }
}
