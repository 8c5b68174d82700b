import type { TaskSync } from "../tasks/task-program.ts";
import type { View } from "../view.ts";
import type { Program } from "./program.ts";
import { BLOCK, lowerPanelProduct } from "./lower-panel-product.ts";
import { lowerTile } from "./lower-tile.ts";
import { panelStore } from "./panel-store.ts";
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
  const factors = factorsOf(job);
  return {
    count: job.half === undefined ? down * across : (down * (down + 1)) / 2,
    run: (task, workspace, sync) => {
      const [i, j] =
        job.half === undefined ? [Math.floor(task / across), task % across] : lowerTile(task);
      multiplyTile(job, i, j, factors, workspace, sync);
    },
  };
}

/** Addresses of a factor's rows of tile `i` and terms of part `p`, in panels. */
type Panels = (i: number, p: number, workspace: Workspace) => number;

/** The factors of a job, of which a thread keeps what it has loaded. */
export interface Factors {
  readonly left: Panels;
  readonly right: Panels;
}

/** The factors of a job in panels. */
export function factorsOf({ a, b, tiling }: ProductJob): Factors {
  const { side, depth, room } = tiling;
  const parts = Math.ceil(a.cols / depth);
  const same = a === b;
  const tiles = Math.ceil(a.rows / side) + (same ? 0 : Math.ceil(b.rows / side));
  const numbers = side * depth;
  const store = panelStore(
    Math.max(2, Math.min(tiles * parts, Math.floor(room / numbers))),
    numbers,
  );
  const panelsOf = (factor: View, first: number): Panels => {
    return (i, p, workspace) =>
      store.get((first + i) * parts + p, workspace, (to) => {
        loadPanels(factor, tiling, i, p, to, workspace);
      });
  };
  const left = panelsOf(a, 0);
  return { left, right: same ? left : panelsOf(b, Math.ceil(a.rows / side)) };
}

function multiplyTile(
  job: ProductJob,
  i: number,
  j: number,
  factors: Factors,
  workspace: Workspace,
  sync: TaskSync,
): void {
  const { kernels, a, c, cStride } = workspace;
  const { rows, cols } = computeTile(job, i, j, factors, workspace);
  const [top, start] = [i * job.tiling.side, j * job.tiling.side];
  const result = blockOf(job.c);
  if (job.half === "mirrored" && i === j) mirror(rows, workspace);
  if (kernels.allFinite(c, cStride, rows, cols) === 0) sync.notFinite();
  if (cols === result.stride) {
    kernels.compact(c, 8 * cStride, rows, 8 * cols);
    store(workspace, shifted(result, top, start), rows, cols, c, cols);
    return;
  }
  store(workspace, shifted(result, top, start), rows, cols, c, cStride);
  if (job.half === "mirrored" && i !== j) {
    kernels.transpose(c, cStride, rows, cols, a, rows);
    store(workspace, shifted(result, start, top), cols, rows, a, rows);
  }
}

/** Tile (i, j) of the result at `c` of the workspace; on the diagonal of a half, its lower blocks. */
export function computeTile(
  job: ProductJob,
  i: number,
  j: number,
  factors: Factors,
  workspace: Workspace,
): { readonly rows: number; readonly cols: number } {
  const { kernels, c, cStride } = workspace;
  const { side, depth: most } = job.tiling;
  const [top, start] = [i * side, j * side];
  const rows = Math.min(side, job.c.rows - top);
  const cols = Math.min(side, job.c.cols - start);
  if (job.accumulate) load(workspace, shifted(blockOf(job.c), top, start), rows, cols, c, cStride);
  else workspace.heap.fill(0, c / 8, c / 8 + rows * cStride);
  const minus = job.sign < 0 ? 1 : 0;
  const onDiagonal = job.half !== undefined && i === j;
  for (let p = 0; p * most < job.a.cols; p++) {
    const depth = Math.min(most, job.a.cols - p * most);
    const left = factors.left(i, p, workspace);
    const right = factors.right(j, p, workspace);
    if (onDiagonal) lowerPanelProduct(left, right, rows, depth, minus, workspace);
    else kernels.panelProduct(left, rows, right, cols, depth, c, 8 * cStride, minus);
  }
  return { rows, cols };
}

/** Rows of tile `i` of a factor and terms of part `p`, in panels. */
function loadPanels(
  factor: View,
  { side, depth: most }: Tiling,
  i: number,
  p: number,
  to: number,
  workspace: Workspace,
): void {
  const { kernels, a } = workspace;
  const [first, start] = [i * side, p * most];
  const count = Math.min(side, factor.rows - first);
  const depth = Math.min(most, factor.cols - start);
  if (factor.colStride === 1) {
    load(workspace, shifted(blockOf(factor), first, start), count, depth, a, depth);
    kernels.packRows(a, depth, count, depth, to, 1);
  } else {
    load(workspace, shifted(blockOf(factor), start, first), depth, count, a, count);
    kernels.packColumns(a, count, count, depth, to, 1);
  }
}

/** Copies the blocks below the diagonal of a tile to those above it. */
function mirror(rows: number, { kernels, c, cStride }: Workspace): void {
  for (let r = BLOCK; r < rows; r += BLOCK) {
    const count = Math.min(BLOCK, rows - r);
    kernels.transpose(c + 8 * r * cStride, cStride, count, r, c + 8 * r, cStride);
  }
}

/** The numbers of a view as they lie: by rows, or by columns when its columns are contiguous. */
function blockOf({ data, offset, rowStride, colStride }: View): Block {
  return { data, offset, stride: colStride === 1 ? rowStride : colStride };
}
