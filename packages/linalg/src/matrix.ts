import { ShapeError } from "./errors.ts";

/**
 * A dense float64 matrix: entry (i, j) is `data[i * cols + j]` (row-major).
 *
 * A plain record: any object of this form works wherever a `Matrix` is asked for.
 */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** How many rows and columns. */
export type Shape = Pick<Matrix, "rows" | "cols">;

/**
 * Matrix of the given shape over `data` (not copied), or of zeros.
 *
 * @throws {@link ShapeError} when a size is not a non-negative integer or `data` has another length
 */
export function matrix(rows: number, cols: number, data?: Float64Array): Matrix {
  if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(cols) || cols < 0) {
    throw new ShapeError(`matrix: sizes must be non-negative integers, got ${rows}×${cols}`);
  }
  if (data !== undefined && data.length !== rows * cols) {
    throw new ShapeError(
      `matrix: data must have ${rows * cols} entries (${rows}×${cols}), got ${data.length}`,
    );
  }
  return { rows, cols, data: data ?? new Float64Array(rows * cols) };
}
