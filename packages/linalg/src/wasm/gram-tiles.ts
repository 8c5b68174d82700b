import type { Matrix, Shape } from "../matrix.ts";
import { view } from "../view.ts";
import { compileKernels } from "./kernels.ts";
import type { Build } from "./kernels.ts";
import { lowerTile } from "./lower-tile.ts";
import { computeTile, factorsOf } from "./product-program.ts";
import type { ProductJob } from "./product-program.ts";
import { productTiling } from "./product-tiling.ts";
import { createWorkspace } from "./workspace.ts";
import type { Tiling, Workspace } from "./workspace.ts";

/** How an engine computes inner products: plain data, so that threads of others can do the same. */
export interface GramRecipe extends Build {
  readonly module: WebAssembly.Module;
  /** Of the engine. */
  readonly threads: number;
}

/** Inner products in tiles: what threads are told. Matrices are on shared memory when it goes to them. */
export interface GramTilesJob {
  readonly a: Matrix;
  /** Left out: only tiles that reach to the diagonal of A Aᵀ or below it. */
  readonly b?: Matrix | undefined;
  readonly tiling: Tiling;
}

/** One tile of A Bᵀ, in memory that the next tile overwrites. */
export interface GramTile {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly cols: number;
  /** Row i of the tile begins at `offset + i * stride`. On a diagonal what is above it is undefined. */
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** The tiles of a job. */
export interface GramTiles {
  readonly count: number;
  compute(task: number): GramTile;
}

/** Tiles of 64 … 256 rows, always a multiple of 64, and so many numbers of factors kept by a thread. */
const STEP = 64;
const TILING: Tiling = { side: 256, depth: 448, room: 2 ** 20 };

/** Promise of the recipe with the bits of the synchronous `gram`. */
export async function plainGramRecipe(): Promise<GramRecipe> {
  const build = { fma: false, wide: false };
  return { ...build, threads: 1, module: await compileKernels(build) };
}

/** Tiles that keep `threads` threads busy; without `b` those of one half. */
export function gramTiling(threads: number, a: Shape, b?: Shape): Tiling {
  const c = { rows: a.rows, cols: (b ?? a).rows };
  const { side, depth } = productTiling(TILING, threads, c, a.cols, b === undefined);
  return { ...TILING, side: Math.max(STEP, STEP * Math.floor(side / STEP)), depth };
}

/** How many tiles a job has. */
export function countGramTiles({ a, b, tiling }: GramTilesJobShape): number {
  const down = Math.ceil(a.rows / tiling.side);
  return b === undefined ? (down * (down + 1)) / 2 : down * Math.ceil(b.rows / tiling.side);
}

/** A job of which only sizes are known. */
export interface GramTilesJobShape {
  readonly a: Shape;
  readonly b?: Shape | undefined;
  readonly tiling: Tiling;
}

/**
 * Promise of what computes tiles of inner products on this thread, of one job at a time: for tasks that
 * use them while they are in the cache, so that there is no matrix of them. Every entry has the bits of
 * the engine's `gram`.
 */
export async function gramTileMaker(recipe: GramRecipe): Promise<(job: GramTilesJob) => GramTiles> {
  const workspace = await createWorkspace(recipe.module, TILING, recipe.wide);
  return (job) => tilesOf(job, workspace);
}

function tilesOf({ a, b, tiling }: GramTilesJob, workspace: Workspace): GramTiles {
  const left = view(a);
  const job: ProductJob = {
    kind: "product",
    tiling,
    a: left,
    b: b === undefined ? left : view(b),
    // Only its sizes are read.
    c: view({ rows: a.rows, cols: (b ?? a).rows, data: a.data }),
    sign: 1,
    accumulate: false,
    ...(b === undefined && { half: "lower" }),
  };
  const factors = factorsOf(job);
  const across = Math.ceil(job.c.cols / tiling.side);
  return {
    count: countGramTiles({ a, b, tiling }),
    compute(task) {
      const [i, j] = b === undefined ? lowerSnake(task) : snake(task, across);
      const { rows, cols } = computeTile(job, i, j, factors, workspace);
      const { heap, c, cStride } = workspace;
      const [top, start] = [i * tiling.side, j * tiling.side];
      return { top, left: start, rows, cols, data: heap, offset: c / 8, stride: cStride };
    },
  };
}

/** Tiles row by row, every other row backwards: what was used last is needed first. */
function snake(task: number, across: number): [number, number] {
  const [i, j] = [Math.floor(task / across), task % across];
  return [i, i % 2 === 0 ? j : across - 1 - j];
}

function lowerSnake(task: number): [number, number] {
  const [i, j] = lowerTile(task);
  return [i, i % 2 === 0 ? j : i - j];
}
