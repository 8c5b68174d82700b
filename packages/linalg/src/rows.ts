import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/**
 * Matrix whose rows are `rows` (copied). No rows give a 0×0 matrix.
 *
 * @throws {@link ShapeError} when a row has another length than the first
 */
export function fromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const result = matrix(rows.length, cols);
  rows.forEach((row, i) => {
    if (row.length !== cols) {
      throw new ShapeError(
        `fromRows: every row must have ${cols} entries like row 0, got ${row.length} in row ${i}`,
      );
    }
    result.data.set(row, i * cols);
  });
  return result;
}

/** The rows of A [m, n] as m arrays of n numbers. A copy. */
export function toRows(a: Matrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) =>
    Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols)),
  );
}
