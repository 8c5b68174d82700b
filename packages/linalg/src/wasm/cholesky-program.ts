import type { TaskSync } from "../tasks/task-program.ts";
import type { Program } from "./program.ts";
import { lowerPanelProduct } from "./lower-panel-product.ts";
import { panelStore } from "./panel-store.ts";
import { load, shifted, store } from "./workspace.ts";
import type { Block, Tiling, Workspace } from "./workspace.ts";

/** L with A = L Lᵀ from the lower half of A [n, n]; L is zeros, or the same array as A. */
export interface CholeskyJob {
  readonly kind: "cholesky";
  readonly tiling: Tiling;
  readonly n: number;
  readonly a: Float64Array;
  readonly l: Float64Array;
}

/** Tiles below the diagonal in the rows of tiles above row `i`. */
function tilesAbove(i: number): number {
  return (i * (i - 1)) / 2;
}

/**
 * One task for each tile of the lower half, column by column. A task subtracts the products of what
 * is left of its tile as soon as that is finished, then factors it (on the diagonal) or divides it by
 * the diagonal tile above. Tasks of the next columns begin while the last of a column still run.
 */
export function choleskyProgram(job: CholeskyJob): Program {
  const { side, room } = job.tiling;
  const across = Math.ceil(job.n / side);
  const starts = Array.from({ length: across + 1 }, (_, j) => j * across - (j * (j - 1)) / 2);
  const taskOf = (i: number, j: number) => starts[j]! + i - j;
  const numbers = side ** 2;
  const kept = Math.min(tilesAbove(across), Math.floor(room / numbers));
  const store = panelStore(Math.max(2, kept), numbers);
  return {
    count: (across * (across + 1)) / 2,
    run: (task, workspace, sync) => {
      let j = 0;
      while (starts[j + 1]! <= task) j++;
      const i = task - starts[j]! + j;
      loadTile(job, i, j, workspace);
      for (let p = 0; p < j; p++) {
        sync.waitFor(taskOf(i, p));
        sync.waitFor(taskOf(j, p));
        const panelsOf = (row: number) =>
          store.get(tilesAbove(row) + p, workspace, (to) => {
            loadPanels(job, row, p, to, workspace);
          });
        const left = panelsOf(i);
        const right = panelsOf(j);
        subtract(job, i, j, left, right, workspace);
      }
      if (i === j) {
        factorTile(job, j, workspace, sync);
      } else {
        sync.waitFor(taskOf(j, j));
        solveTile(job, i, j, workspace);
      }
    },
  };
}

function rowsOf({ n, tiling }: CholeskyJob, i: number): number {
  return Math.min(tiling.side, n - i * tiling.side);
}

function loadTile(job: CholeskyJob, i: number, j: number, workspace: Workspace): void {
  const { side } = job.tiling;
  const a: Block = { data: job.a, offset: i * side * job.n + j * side, stride: job.n };
  load(workspace, a, rowsOf(job, i), rowsOf(job, j), workspace.c, workspace.cStride);
}

/** Tile (i, p) of L, which is as wide as tiles are, in panels. */
function loadPanels(
  job: CholeskyJob,
  i: number,
  p: number,
  to: number,
  workspace: Workspace,
): void {
  const { kernels, a } = workspace;
  const { side } = job.tiling;
  const rows = rowsOf(job, i);
  const l: Block = { data: job.l, offset: i * side * job.n + p * side, stride: job.n };
  load(workspace, l, rows, side, a, side);
  kernels.packRows(a, side, rows, side, to, 1);
}

function subtract(
  job: CholeskyJob,
  i: number,
  j: number,
  left: number,
  right: number,
  workspace: Workspace,
): void {
  const { kernels, c, cStride } = workspace;
  const { side } = job.tiling;
  const rows = rowsOf(job, i);
  if (i === j) lowerPanelProduct(left, right, rows, side, 1, workspace);
  else kernels.panelProduct(left, rows, right, side, side, c, 8 * cStride, 1);
}

function factorTile(job: CholeskyJob, j: number, workspace: Workspace, sync: TaskSync): void {
  const { kernels, heap, c, cStride, panels, strip } = workspace;
  const first = j * job.tiling.side;
  const size = Math.min(job.tiling.side, job.n - first);
  const failed = kernels.factor(c, cStride, size, panels, strip);
  if (failed >= 0) sync.fail(first + failed, heap[c / 8 + failed * (cStride + 1)]!);
  const l: Block = { data: job.l, offset: first * (job.n + 1), stride: job.n };
  for (let i = 0; i < size; i++) {
    store(workspace, shifted(l, i, 0), 1, i + 1, c + 8 * i * cStride, cStride);
  }
}

function solveTile(job: CholeskyJob, i: number, j: number, workspace: Workspace): void {
  const { kernels, b, c, cStride, panels, strip } = workspace;
  const { side } = job.tiling;
  const rows = Math.min(side, job.n - i * side);
  const l: Block = { data: job.l, offset: 0, stride: job.n };
  load(workspace, shifted(l, j * side, j * side), side, side, b, side);
  kernels.solveForward(c, cStride, rows, b, side, side, panels, strip);
  store(workspace, shifted(l, i * side, j * side), rows, side, c, cStride);
}
