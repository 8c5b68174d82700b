import { nonFinite } from "./check-finite.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";
import type { SymmetricTiles } from "./symmetric-tiles.ts";

/**
 * The entries at the given rows and columns, shape [rows.length, cols.length]: of the shape that was
 * asked for, and finite.
 *
 * @param caller - the function that asks, for the message
 * @throws {@link ShapeError}; {@link NumericalError} `non-finite` (detail: row, col of the whole matrix)
 */
export async function readTile(
  caller: string,
  tiles: SymmetricTiles,
  rows: Int32Array,
  cols: Int32Array,
): Promise<Matrix> {
  const tile = await tiles.tile(rows, cols);
  if (tile.rows !== rows.length || tile.cols !== cols.length) {
    throw new ShapeError(
      `${caller}: tile must be ${rows.length}×${cols.length} as asked for, got ${tile.rows}×${tile.cols}`,
    );
  }
  let at = 0;
  while (at < tile.data.length && Number.isFinite(tile.data[at])) at++;
  if (at === tile.data.length) return tile;
  const [row, col] = [rows[Math.floor(at / tile.cols)]!, cols[at % tile.cols]!];
  throw nonFinite(`${caller}: the tiles`, tile.data[at]!, row, col);
}

/**
 * The diagonal of a matrix in tiles, [n].
 *
 * @param caller - the function that asks, for the message
 * @throws {@link ShapeError}, {@link NumericalError} unless it has n finite entries that are at least 0
 */
export async function readDiagonal(caller: string, tiles: SymmetricTiles): Promise<Float64Array> {
  const diagonal = Float64Array.from(await tiles.diagonal());
  if (diagonal.length !== tiles.size) {
    throw new ShapeError(
      `${caller}: diagonal must have ${tiles.size} entries (the matrix's size), got ${diagonal.length}`,
    );
  }
  const row = diagonal.findIndex((value) => !(value >= 0 && value < Infinity));
  if (row < 0) return diagonal;
  const value = diagonal[row]!;
  if (!Number.isFinite(value)) throw nonFinite(`${caller}: the diagonal`, value, row, row);
  throw new NumericalError(
    `${caller}: the matrix must be positive semidefinite, got ${value} on its diagonal in row ${row}`,
    "not-positive-definite",
    { row, value },
  );
}
