import type { KernelJob } from "./kernel-job.ts";

/** Numbers of a tile: those of its row i begin at `offset + i * stride`. */
export interface TileValues {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** Pairs (row, column) of a job: rows top … bottom, columns left … right, ends excluded. */
export interface Tile {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  /**
   * How many pairs the first row has. Each next row has one more until it is full, since of a symmetric
   * matrix only pairs with column ≤ row are computed; may be beyond the width, or below 1.
   */
  readonly first: number;
}

/** Rows and columns of the tiles of a matrix of inner products. */
export const HEIGHT = 64;
export const WIDTH = 512;

/** The pairs of a job from a corner on. */
export function tileAt(
  { x1, x2, symmetric }: Pick<KernelJob, "x1" | "x2" | "symmetric">,
  top: number,
  left: number,
  height: number,
  width: number,
): Tile {
  const right = Math.min(left + width, x2.rows);
  const first = symmetric ? top + 1 - left : right - left;
  return { top, left, bottom: Math.min(top + height, x1.rows), right, first };
}

/** How many pairs of a row are computed. */
export function rowLength({ top, left, right, first }: Tile, row: number): number {
  return Math.max(0, Math.min(right - left, first + row - top));
}
