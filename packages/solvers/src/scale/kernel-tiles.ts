import { diagonal, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel } from "../check.ts";

/** A symmetric kernel matrix that is never there as a whole: any part of it on demand. */
export interface KernelTiles {
  /** N. */
  readonly size: number;
  /** K at the given rows and columns, shape [rows.length, cols.length]. */
  readonly tile: (rows: Int32Array, cols: Int32Array) => Matrix | Promise<Matrix>;
  /** K's diagonal, shape [N]. */
  readonly diagonal: () => Float64Array | Promise<Float64Array>;
}

/**
 * A kernel matrix [N, N] that is in memory, as tiles.
 *
 * @throws {@link ShapeError}, {@link NumericalError}, {@link RangeError} when it is none
 */
export function matrixTiles(kernel: Matrix): KernelTiles {
  checkKernel("matrixTiles", kernel);
  return {
    size: kernel.rows,
    tile: (rows, cols) => submatrix(kernel, rows, cols),
    diagonal: () => diagonal(kernel),
  };
}

/** A kernel given either way, as tiles. */
export function toTiles(kernel: Matrix | KernelTiles): KernelTiles {
  return "tile" in kernel ? kernel : matrixTiles(kernel);
}
