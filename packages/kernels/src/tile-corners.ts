/** Pairs of rows and columns, cut into tiles. */
export interface TileGrid {
  readonly rows: number;
  readonly cols: number;
  /** Only tiles with pairs of column ≤ row are there. */
  readonly symmetric: boolean;
  /** Rows and columns of a tile. */
  readonly sides: readonly [number, number];
}

/** The first row and column of every tile. */
export function tileCorners({
  rows,
  cols,
  symmetric,
  sides: [height, width],
}: TileGrid): (readonly [number, number])[] {
  const corners: [number, number][] = [];
  for (let top = 0; top < rows; top += height) {
    const end = symmetric ? Math.min(top + height, cols) : cols;
    for (let left = 0; left < end; left += width) corners.push([top, left]);
  }
  return corners;
}

/**
 * Rows and columns of a tile for so many pairs: what depends on one example is computed once for a row
 * or column of it.
 */
export function sidesOf(pairs: number): readonly [number, number] {
  if (pairs >= 4096) return [8, 8];
  return pairs >= 256 ? [8, 4] : [2, 2];
}
