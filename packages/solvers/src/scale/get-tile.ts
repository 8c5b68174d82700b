import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { KernelTiles } from "./kernel-tiles.ts";

/** The integers from `from` up to `to`, without `to`. */
export function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

/**
 * A tile that has the shape it should have and is finite.
 *
 * @throws ShapeError, NumericalError "non-finite" with row and column of the whole kernel
 */
export async function getTile(
  caller: string,
  tiles: KernelTiles,
  rows: Int32Array,
  cols: Int32Array,
): Promise<Matrix> {
  const tile = await tiles.tile(rows, cols);
  if (tile.rows !== rows.length || tile.cols !== cols.length) {
    throw new ShapeError(
      `${caller}: tile must be ${rows.length}×${cols.length} as asked for, got ${tile.rows}×${tile.cols}`,
    );
  }
  const at = tile.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return tile;
  const [row, col] = [rows[Math.floor(at / tile.cols)]!, cols[at % tile.cols]!];
  throw new NumericalError(
    `${caller}: kernel must be finite, got ${tile.data[at]!} in row ${row}, column ${col}`,
    "non-finite",
    { row, col },
  );
}

/** @throws ShapeError, NumericalError unless the diagonal has N finite entries that are at least 0 */
export async function getDiagonal(caller: string, tiles: KernelTiles): Promise<Float64Array> {
  const diagonal = Float64Array.from(await tiles.diagonal());
  if (diagonal.length !== tiles.size || tiles.size === 0) {
    throw new ShapeError(
      `${caller}: diagonal must have ${tiles.size} entries (the kernel's size), at least 1, got ${diagonal.length}`,
    );
  }
  const row = diagonal.findIndex((value) => !(value >= 0 && value < Infinity));
  if (row < 0) return diagonal;
  const value = diagonal[row]!;
  throw new NumericalError(
    `${caller}: the kernel's diagonal must be finite and at least 0, got ${value} in row ${row}`,
    Number.isFinite(value) ? "not-positive-definite" : "non-finite",
    { row, value },
  );
}
