import type { KernelJob } from "./kernel-job.ts";
import type { Tile, TileValues } from "./tile.ts";
import { rowLength } from "./tile.ts";

/** Copies a tile to its place in a result, and mirrored; returns whether all of it is finite. */
export function storeTile(
  { x2, symmetric }: KernelJob,
  tile: Tile,
  { data, offset, stride }: TileValues,
  to: Float64Array,
): boolean {
  const { top, left, bottom } = tile;
  let zero = 0;
  for (let row = top; row < bottom; row++) {
    const from = offset + (row - top) * stride;
    const target = row * x2.rows + left;
    const length = rowLength(tile, row);
    for (let k = 0; k < length; k++) {
      const value = data[from + k]!;
      zero += 0 * value;
      to[target + k] = value;
    }
  }
  if (symmetric) mirrorTile(tile, { data, offset, stride }, to, x2.rows);
  return zero === 0;
}

/** Columns that are mirrored together: a line of the cache of the tile for each of its rows. */
const GROUP = 8;

/** Eight columns at a time, so that both sides of the copy stay in cache. */
function mirrorTile(
  tile: Tile,
  { data, offset, stride }: TileValues,
  to: Float64Array,
  toStride: number,
): void {
  const { top, left, bottom } = tile;
  const last = left + rowLength(tile, bottom - 1);
  for (let from = left; from < last; from += GROUP) {
    for (let row = Math.max(top, from); row < bottom; row++) {
      const at = offset + (row - top) * stride - left;
      const until = Math.min(from + GROUP, left + rowLength(tile, row), row);
      for (let column = from; column < until; column++) {
        to[column * toStride + row] = data[at + column]!;
      }
    }
  }
}
