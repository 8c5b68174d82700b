import type { View } from "../view.ts";
import type { Tiling } from "./workspace.ts";

/** A tile whose side is a multiple of this needs no padding of panels. */
const STEP = 32;
/** Loading a tile's factors takes as long as so many more rows of its product. */
const LOADING = 48;

/**
 * Tiles for a product C: as large as memory allows, since large ones load less, but small enough that
 * the threads end at about the same time; and terms in equal parts.
 */
export function productTiling(
  most: Tiling,
  threads: number,
  { rows, cols }: Pick<View, "rows" | "cols">,
  terms: number,
  half: boolean,
): Tiling {
  const area = (rows * cols) / (half ? 2 : 1) / threads;
  const cost = (side: number) => area * (1 + LOADING / side) + (threads > 1 ? side ** 2 / 2 : 0);
  let best = Math.min(STEP, most.side);
  for (let side = best; side <= most.side; side += STEP) {
    if (cost(side) < cost(best)) best = side;
  }
  const parts = Math.max(1, Math.ceil(terms / most.depth));
  return { ...most, side: best, depth: Math.max(1, Math.ceil(terms / parts)) };
}
