import { checkSquare } from "./cholesky.ts";
import type { Matrix } from "./matrix.ts";
import { diagonal, submatrix } from "./submatrix.ts";

/** A symmetric matrix that need not be there as a whole: any part of it on demand. */
export interface SymmetricTiles {
  /** n. */
  readonly size: number;
  /** A at the given rows and columns, shape [rows.length, cols.length]. */
  readonly tile: (rows: Int32Array, cols: Int32Array) => Matrix | Promise<Matrix>;
  /** A's diagonal, shape [n]. */
  readonly diagonal: () => Float64Array | Promise<Float64Array>;
}

/**
 * A symmetric matrix [n, n] that is in memory, as tiles.
 *
 * @throws {@link ShapeError} when it is not square
 */
export function matrixTiles(a: Matrix): SymmetricTiles {
  checkSquare("matrixTiles", a);
  return {
    size: a.rows,
    tile: (rows, cols) => submatrix(a, rows, cols),
    diagonal: () => diagonal(a),
  };
}
