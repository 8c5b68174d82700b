import type { GramTiles, TaskProgram } from "@ntkit/linalg/tasks";
import type { KernelJob } from "./kernel-job.ts";
import { storeTile } from "./store-tile.ts";
import { HEIGHT, tileAt, WIDTH } from "./tile.ts";
import type { Tile, TileValues } from "./tile.ts";

/** The kernels of a tile, one for every output, from its inner products; the next tile overwrites them. */
export type EvaluateTile = (tile: Tile, products: TileValues) => readonly TileValues[];

/** What is computed between the inner products and the results. */
interface TileSource {
  readonly count: number;
  take(task: number): readonly [Tile, TileValues];
}

/**
 * The tiles of a job's matrices as tasks; of symmetric ones those that reach below the diagonal.
 *
 * @param gram - computes the inner products of a tile; left out where there is a matrix of them
 */
export function tileProgram(job: KernelJob, evaluate: EvaluateTile, gram?: GramTiles): TaskProgram {
  const source = gram ? computed(job, gram) : stored(job);
  return {
    count: source.count,
    run(task, sync) {
      const [tile, products] = source.take(task);
      const found = evaluate(tile, products);
      job.outputs.forEach(({ data }, i) => {
        if (!storeTile(job, tile, found[i]!, data)) sync.notFinite();
      });
    },
  };
}

/** How many tiles a matrix of inner products has. */
export function countTiles(job: Pick<KernelJob, "x1" | "x2" | "symmetric">): number {
  return tileCorners(job).length;
}

/** Inner products that are made as they are needed. */
function computed(job: KernelJob, gram: GramTiles): TileSource {
  return {
    count: gram.count,
    take(task) {
      const products = gram.compute(task);
      const { top, left, rows, cols } = products;
      return [tileAt(job, top, left, rows, cols), products];
    },
  };
}

/** Inner products that are there. */
function stored(job: KernelJob): TileSource {
  const corners = tileCorners(job);
  const { x2, products } = job;
  return {
    count: corners.length,
    take(task) {
      const { top, left } = corners[task]!;
      const values = { data: products!, offset: top * x2.rows + left, stride: x2.rows };
      return [tileAt(job, top, left, HEIGHT, WIDTH), values];
    },
  };
}

interface Corner {
  readonly top: number;
  readonly left: number;
}

function tileCorners({ x1, x2, symmetric }: Pick<KernelJob, "x1" | "x2" | "symmetric">): Corner[] {
  const corners: Corner[] = [];
  for (let top = 0; top < x1.rows; top += HEIGHT) {
    const end = symmetric ? Math.min(top + HEIGHT, x1.rows) : x2.rows;
    for (let left = 0; left < end; left += WIDTH) corners.push({ top, left });
  }
  return corners;
}
