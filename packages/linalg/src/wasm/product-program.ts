import type { TaskSync } from "../tasks/task-program.ts";
import type { View } from "../view.ts";
import type { Program } from "./program.ts";
import { load, shifted, store } from "./workspace.ts";
import type { Block, Tiling, Workspace } from "./workspace.ts";

/**
 * C = A Bᵀ or C ± A Bᵀ in place of C [m, n], for A [m, k] and B [n, k], of which each lies by rows or
 * by columns; C lies by rows.
 */
export interface ProductJob {
  readonly kind: "product";
  readonly tiling: Tiling;
  readonly a: View;
  readonly b: View;
  readonly c: View;
  readonly sign: 1 | -1;
  /** C is not zero at first. */
  readonly accumulate: boolean;
  /** C is symmetric: leave out the tiles above its diagonal, or copy those below to them. */
  readonly half?: "lower" | "mirrored";
}

/** One task for each tile of C, or of its lower half. */
export function productProgram(job: ProductJob): Program {
  const { side } = job.tiling;
  const down = Math.ceil(job.c.rows / side);
  const across = Math.ceil(job.c.cols / side);
  return {
    count: job.half === undefined ? down * across : (down * (down + 1)) / 2,
    run: (task, workspace, sync) => {
      const [i, j] =
        job.half === undefined ? [Math.floor(task / across), task % across] : lowerTile(task);
      multiplyTile(job, i * side, j * side, workspace, sync);
    },
  };
}

/** Row and column of the tile with this number when the lower half is counted row by row. */
function lowerTile(task: number): [number, number] {
  let row = Math.floor((Math.sqrt(8 * task + 1) - 1) / 2);
  if ((row * (row + 1)) / 2 > task) row--;
  if (((row + 1) * (row + 2)) / 2 <= task) row++;
  return [row, task - (row * (row + 1)) / 2];
}

function multiplyTile(
  job: ProductJob,
  i: number,
  j: number,
  workspace: Workspace,
  sync: TaskSync,
): void {
  const { kernels, tiling, heap, a, panels, c, cStride } = workspace;
  const rows = Math.min(tiling.side, job.c.rows - i);
  const cols = Math.min(tiling.side, job.c.cols - j);
  const result = blockOf(job.c);
  if (job.accumulate) load(workspace, shifted(result, i, j), rows, cols, c, cStride);
  else heap.fill(0, c / 8, c / 8 + rows * cStride);
  for (let p = 0; p < job.a.cols; p += tiling.depth) {
    const depth = Math.min(tiling.depth, job.a.cols - p);
    loadLeft(job.a, i, rows, p, depth, workspace);
    packRight(job, j, cols, p, depth, workspace);
    kernels.product(a, depth, rows, panels, depth, c, cStride, cols);
  }
  if (kernels.allFinite(c, cStride, rows, cols) === 0) sync.notFinite();
  store(workspace, shifted(result, i, j), rows, cols, c, cStride);
  if (job.half === "mirrored" && i !== j) {
    kernels.transpose(c, cStride, rows, cols, a, cStride);
    store(workspace, shifted(result, j, i), cols, rows, a, cStride);
  }
}

/** Rows `i`.. of A, terms `p`.. of the sums, by rows. */
function loadLeft(
  left: View,
  i: number,
  rows: number,
  p: number,
  depth: number,
  workspace: Workspace,
): void {
  const { kernels, a, b } = workspace;
  if (left.colStride === 1) {
    load(workspace, shifted(blockOf(left), i, p), rows, depth, a, depth);
  } else {
    load(workspace, shifted(blockOf(left), p, i), depth, rows, b, rows);
    kernels.transpose(b, rows, depth, rows, a, depth);
  }
}

/** Rows `j`.. of B, terms `p`.. of the sums, in panels. */
function packRight(
  { b: right, sign }: ProductJob,
  j: number,
  cols: number,
  p: number,
  depth: number,
  workspace: Workspace,
): void {
  const { kernels, b, panels } = workspace;
  if (right.colStride === 1) {
    load(workspace, shifted(blockOf(right), j, p), cols, depth, b, depth);
    kernels.packRows(b, depth, cols, depth, panels, sign);
  } else {
    load(workspace, shifted(blockOf(right), p, j), depth, cols, b, cols);
    kernels.packColumns(b, cols, cols, depth, panels, sign);
  }
}

/** The numbers of a view as they lie: by rows, or by columns when its columns are contiguous. */
function blockOf({ data, offset, rowStride, colStride }: View): Block {
  return { data, offset, stride: colStride === 1 ? rowStride : colStride };
}
