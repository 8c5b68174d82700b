import type { Program, Sync } from "./program.ts";
import { load, shifted, store } from "./workspace.ts";
import type { Block, Tiling, Workspace } from "./workspace.ts";

/** C [m, n] = A B for A [m, k], with B [k, n] in `columns`, or B Bᵀ-wise as rows [n, k]. */
export interface ProductJob {
  readonly kind: "product";
  readonly tiling: Tiling;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  /** How B lies: the rows of Bᵀ ([n, k], as for a Gram matrix) or the rows of B ([k, n]). */
  readonly layout: "rows" | "columns";
  /** A and B are the same: compute one half and copy it to the other. */
  readonly symmetric: boolean;
}

/** One task for each tile of C, or of its lower half. */
export function productProgram(job: ProductJob): Program {
  const { side } = job.tiling;
  const down = Math.ceil(job.m / side);
  const across = Math.ceil(job.n / side);
  return {
    count: job.symmetric ? (down * (down + 1)) / 2 : down * across,
    run: (task, workspace, sync) => {
      const [i, j] = job.symmetric ? lowerTile(task) : [Math.floor(task / across), task % across];
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

function multiplyTile(job: ProductJob, i: number, j: number, workspace: Workspace, sync: Sync) {
  const { kernels, tiling, heap, a, panels, c, cStride } = workspace;
  const rows = Math.min(tiling.side, job.m - i);
  const cols = Math.min(tiling.side, job.n - j);
  const left: Block = { data: job.a, offset: i * job.k, stride: job.k };
  heap.fill(0, c / 8, c / 8 + rows * cStride);
  for (let p = 0; p < job.k; p += tiling.depth) {
    const depth = Math.min(tiling.depth, job.k - p);
    load(workspace, shifted(left, 0, p), rows, depth, a, depth);
    packRight(job, j, cols, p, depth, workspace);
    kernels.product(a, depth, rows, panels, depth, c, cStride, cols);
  }
  if (kernels.allFinite(c, cStride, rows, cols) === 0) sync.notFinite();
  const result: Block = { data: job.c, offset: 0, stride: job.n };
  store(workspace, shifted(result, i, j), rows, cols, c, cStride);
  if (job.symmetric && i !== j) {
    kernels.transpose(c, cStride, rows, cols, a, cStride);
    store(workspace, shifted(result, j, i), cols, rows, a, cStride);
  }
}

/** Columns `j`.. of B, terms `p`.. of the sums, in panels. */
function packRight(
  job: ProductJob,
  j: number,
  cols: number,
  p: number,
  depth: number,
  workspace: Workspace,
): void {
  const { kernels, b, panels } = workspace;
  if (job.layout === "rows") {
    load(workspace, { data: job.b, offset: j * job.k + p, stride: job.k }, cols, depth, b, depth);
    kernels.packRows(b, depth, cols, depth, panels, 1);
  } else {
    load(workspace, { data: job.b, offset: p * job.n + j, stride: job.n }, depth, cols, b, cols);
    kernels.packColumns(b, cols, cols, depth, panels, 1);
  }
}
