import type { TaskSync } from "../tasks/task-program.ts";
import type { Program } from "./program.ts";
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

/**
 * One task for each tile of the lower half, column by column. A task subtracts the products of what
 * is left of its tile as soon as that is finished, then factors it (on the diagonal) or divides it by
 * the diagonal tile above. Tasks of the next columns begin while the last of a column still run.
 */
export function choleskyProgram(job: CholeskyJob): Program {
  const across = Math.ceil(job.n / job.tiling.side);
  const starts = Array.from({ length: across + 1 }, (_, j) => j * across - (j * (j - 1)) / 2);
  const taskOf = (i: number, j: number) => starts[j]! + i - j;
  return {
    count: (across * (across + 1)) / 2,
    run: (task, workspace, sync) => {
      let j = 0;
      while (starts[j + 1]! <= task) j++;
      const i = task - starts[j]! + j;
      subtractLeft(job, i, j, workspace, (row, column) => {
        sync.waitFor(taskOf(row, column));
      });
      if (i === j) {
        factorTile(job, j, workspace, sync);
      } else {
        sync.waitFor(taskOf(j, j));
        solveTile(job, i, j, workspace);
      }
    },
  };
}

function subtractLeft(
  job: CholeskyJob,
  i: number,
  j: number,
  workspace: Workspace,
  waitFor: (i: number, j: number) => void,
): void {
  const { kernels, a, b, c, cStride, panels } = workspace;
  const { side, depth: most } = job.tiling;
  const rows = Math.min(side, job.n - i * side);
  const cols = Math.min(side, job.n - j * side);
  const matrix: Block = { data: job.a, offset: 0, stride: job.n };
  const l: Block = { ...matrix, data: job.l };
  load(workspace, shifted(matrix, i * side, j * side), rows, cols, c, cStride);
  let ready = 0;
  for (let p = 0; p < j * side; p += most) {
    const depth = Math.min(most, j * side - p);
    for (; ready * side < p + depth; ready++) {
      waitFor(i, ready);
      waitFor(j, ready);
    }
    load(workspace, shifted(l, i * side, p), rows, depth, a, depth);
    if (i !== j) load(workspace, shifted(l, j * side, p), cols, depth, b, depth);
    kernels.packRows(i === j ? a : b, depth, cols, depth, panels, -1);
    kernels.product(a, depth, rows, panels, depth, c, cStride, cols);
  }
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
