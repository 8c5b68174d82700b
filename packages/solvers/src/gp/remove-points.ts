import { matrix, selectRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { choleskyOf, refit } from "./update-regression.ts";
import type { UpdatableRegression, UpdatedRegression } from "./update-regression.ts";

/**
 * The regression without the training rows `indices`, without factoring anew.
 *
 * Taking row i out of K + λI leaves L below it short of the outer product of its column i, which is
 * rotated in (a rank-one update, stable whatever the condition). The other rows keep their order; ridge
 * and centring stay. O(N²) per removed row, O(N² O) for the coefficients.
 *
 * @throws {@link RangeError} for an index that is no row or comes twice, when no row would be left, and
 *   for a model that is not by Cholesky
 * @see Golub & Van Loan, "Matrix Computations", section 6.5
 */
export function removePoints(
  model: UpdatableRegression,
  indices: ArrayLike<number>,
): UpdatedRegression {
  const lower = choleskyOf("removePoints", model);
  const removed = checkIndices(indices, lower.rows);
  let factor = lower;
  for (const index of removed) factor = withoutRow(factor, index);
  const kept = Array.from({ length: lower.rows }, (_, i) => i).filter((i) => !removed.includes(i));
  return refit(model, factor, selectRows(model.targets, kept));
}

/** L of the matrix without row and column `gone`. */
function withoutRow(lower: Matrix, gone: number): Matrix {
  const n = lower.rows;
  const size = n - 1;
  const result = matrix(size, size);
  const lost = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const from = (i < gone ? i : i + 1) * n;
    const before = Math.min(i + 1, gone);
    result.data.set(lower.data.subarray(from, from + before), i * size);
    if (i < gone) continue;
    lost[i] = lower.data[from + gone]!;
    result.data.set(lower.data.subarray(from + gone + 1, from + i + 2), i * size + gone);
  }
  rotateIn(result, lost, gone);
  return result;
}

/** L with L Lᵀ + x xᵀ, from row `first` on, in place; x is spent. */
function rotateIn({ rows: n, data }: Matrix, x: Float64Array, first: number): void {
  for (let j = first; j < n; j++) {
    const pivot = data[j * (n + 1)]!;
    const length = Math.hypot(pivot, x[j]!);
    const [c, s] = [pivot / length, x[j]! / length];
    for (let i = j; i < n; i++) {
      const at = i * n + j;
      const value = data[at]!;
      data[at] = c * value + s * x[i]!;
      x[i] = c * x[i]! - s * value;
    }
  }
}

/** The indices, the last row first. */
function checkIndices(indices: ArrayLike<number>, n: number): number[] {
  const sorted = Array.from(indices).sort((a, b) => b - a);
  sorted.forEach((index, at) => {
    if (!Number.isInteger(index) || index < 0 || index >= n || index === sorted[at - 1]) {
      throw new RangeError(
        `removePoints: indices must be different integers from 0 to ${n - 1}, got ${index}${index === sorted[at - 1] ? " twice" : ""}`,
      );
    }
  });
  if (sorted.length === n) {
    throw new RangeError(`removePoints: at least one row must stay, got all ${n} to remove`);
  }
  return sorted;
}
