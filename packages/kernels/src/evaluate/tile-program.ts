import type { TaskProgram } from "@ntkit/linalg/tasks";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { KernelJob } from "./kernel-job.ts";

/** Rows of a tile; it is as wide as a block is long. */
const HEIGHT = 64;
const WIDTH = BLOCK_LENGTH;

/** Pairs of a tile. */
export const TILE_PAIRS: number = HEIGHT * WIDTH;

/**
 * Evaluates the pairs (row, start … start + length) and writes every output to its array of `into`,
 * from `offset` on.
 */
export type EvaluateRow = (
  row: number,
  start: number,
  length: number,
  into: readonly Float64Array[],
  offset: number,
) => void;

/** The tiles of a job's matrices as tasks; of symmetric ones those that reach below the diagonal. */
export function tileProgram(job: KernelJob, evaluate: EvaluateRow): TaskProgram {
  const corners = tileCorners(job);
  const tiles = job.outputs.map(() => new Float64Array(HEIGHT * WIDTH));
  return {
    count: corners.length,
    run(task, sync) {
      const tile = tileAt(job, corners[task]!);
      evaluateTile(tile, evaluate, tiles);
      job.outputs.forEach(({ data }, i) => {
        if (!storeTile(job, tile, tiles[i]!, data)) sync.notFinite();
      });
    },
  };
}

/** How many tasks a job has. */
export function countTiles(job: Pick<KernelJob, "x1" | "x2" | "symmetric">): number {
  return tileCorners(job).length;
}

interface Corner {
  readonly top: number;
  readonly left: number;
}

interface Tile extends Corner {
  readonly bottom: number;
  /** One behind the last column of a row. */
  readonly end: (row: number) => number;
}

function tileCorners({ x1, x2, symmetric }: Pick<KernelJob, "x1" | "x2" | "symmetric">): Corner[] {
  const corners: Corner[] = [];
  for (let top = 0; top < x1.rows; top += HEIGHT) {
    const end = symmetric ? Math.min(top + HEIGHT, x1.rows) : x2.rows;
    for (let left = 0; left < end; left += WIDTH) corners.push({ top, left });
  }
  return corners;
}

function tileAt({ x1, x2, symmetric }: KernelJob, { top, left }: Corner): Tile {
  const right = Math.min(left + WIDTH, x2.rows);
  return {
    top,
    left,
    bottom: Math.min(top + HEIGHT, x1.rows),
    end: symmetric ? (row) => Math.min(right, row + 1) : () => right,
  };
}

function evaluateTile(tile: Tile, evaluate: EvaluateRow, tiles: readonly Float64Array[]): void {
  const { top, left, bottom, end } = tile;
  for (let row = top; row < bottom; row++) {
    const length = end(row) - left;
    if (length > 0) evaluate(row, left, length, tiles, (row - top) * WIDTH);
  }
}

/** Copies a tile to its place, and mirrored; returns whether all of it is finite. */
function storeTile(job: KernelJob, tile: Tile, values: Float64Array, to: Float64Array): boolean {
  const { top, left, bottom, end } = tile;
  const { x2, symmetric } = job;
  let zero = 0;
  for (let row = top; row < bottom; row++) {
    const length = end(row) - left;
    if (length <= 0) continue;
    const offset = (row - top) * WIDTH;
    for (let k = offset; k < offset + length; k++) zero += 0 * values[k]!;
    to.set(values.subarray(offset, offset + length), row * x2.rows + left);
  }
  if (symmetric) mirrorTile(tile, values, to, x2.rows);
  return zero === 0;
}

/** Eight columns at a time, so that both sides of the copy stay in cache. */
function mirrorTile(tile: Tile, values: Float64Array, to: Float64Array, stride: number): void {
  const { top, left, bottom, end } = tile;
  const last = end(bottom - 1);
  for (let from = left; from < last; from += 8) {
    for (let row = Math.max(top, from); row < bottom; row++) {
      const offset = (row - top) * WIDTH - left;
      const until = Math.min(from + 8, end(row), row);
      for (let column = from; column < until; column++) {
        to[column * stride + row] = values[offset + column]!;
      }
    }
  }
}
