import type { Program } from "./program.ts";
import { panelStore } from "./panel-store.ts";
import { lowerTile } from "./lower-tile.ts";
import type { Tiling, Workspace } from "./workspace.ts";

/** Numbers of a factor as they lie: its rows, or its columns, are `stride` numbers apart. */
export interface Factor32 {
  readonly rows: number;
  readonly data: Float32Array;
  readonly stride: number;
  readonly byColumns: boolean;
}

/** C = A Bᵀ in 32-bit numbers for C [m, n], A [m, k] and B [n, k]; symmetric when A is B. */
export interface Product32Job {
  readonly kind: "product32";
  readonly tiling: Tiling;
  readonly terms: number;
  readonly a: Factor32;
  readonly b: Factor32;
  readonly c: Float32Array;
}

/** One task for each tile of C, or of its lower half. */
export function product32Program(job: Product32Job): Program {
  const { side, depth, room } = job.tiling;
  const down = Math.ceil(job.a.rows / side);
  const across = Math.ceil(job.b.rows / side);
  const symmetric = job.a === job.b;
  const parts = Math.ceil(job.terms / depth);
  // Of 64-bit numbers.
  const numbers = (side * depth) / 2;
  const tiles = (symmetric ? down : down + across) * parts;
  const store = panelStore(Math.max(2, Math.min(tiles, Math.floor(room / numbers))), numbers);
  const panelsOf = (factor: Factor32, first: number, p: number, workspace: Workspace) => {
    const name = ((factor === job.a ? 0 : down) + first) * parts + p;
    return store.get(name, workspace, (to) => {
      loadPanels(job, factor, first * side, p * depth, to, workspace);
    });
  };
  return {
    count: symmetric ? (down * (down + 1)) / 2 : down * across,
    run: (task, workspace, sync) => {
      const [i, j] = symmetric ? lowerTile(task) : [Math.floor(task / across), task % across];
      const { kernels, c, cStride } = workspace;
      const rows = Math.min(side, job.a.rows - i * side);
      const cols = Math.min(side, job.b.rows - j * side);
      // In 32-bit numbers the rows of the tile are half as far apart.
      workspace.heap.fill(0, c / 8, c / 8 + (rows * cStride) / 2);
      for (let p = 0; p < parts; p++) {
        const k = Math.min(depth, job.terms - p * depth);
        const left = panelsOf(job.a, i, p, workspace);
        const right = panelsOf(job.b, j, p, workspace);
        kernels.panelProduct32(left, rows, right, cols, k, c, 4 * cStride);
      }
      if (kernels.allFinite32(c, cStride, rows, cols) === 0) sync.notFinite();
      storeTile(job, i * side, j * side, rows, cols, workspace);
    },
  };
}

/** Rows `first`.. of a factor and terms `start`.., in panels. */
function loadPanels(
  { tiling, terms }: Product32Job,
  { rows, data, stride, byColumns }: Factor32,
  first: number,
  start: number,
  to: number,
  { kernels, heap, a }: Workspace,
): void {
  const count = Math.min(tiling.side, rows - first);
  const depth = Math.min(tiling.depth, terms - start);
  const [height, width] = byColumns ? [depth, count] : [count, depth];
  const target = new Float32Array(heap.buffer, a, height * width);
  let from = byColumns ? start * stride + first : first * stride + start;
  if (width === stride) target.set(data.subarray(from, from + height * width));
  else {
    for (let r = 0; r < height; r++, from += stride) {
      target.set(data.subarray(from, from + width), r * width);
    }
  }
  if (byColumns) kernels.packColumns32(a, width, count, depth, to);
  else kernels.packRows32(a, width, count, depth, to);
}

/** Writes a tile, and of a symmetric matrix its mirror image. */
function storeTile(
  job: Product32Job,
  i: number,
  j: number,
  rows: number,
  cols: number,
  { kernels, heap, c, cStride }: Workspace,
): void {
  const n = job.b.rows;
  const tile = new Float32Array(heap.buffer, c, rows * cStride);
  if (cols === n) {
    kernels.compact(c, 4 * cStride, rows, 4 * cols);
    job.c.set(tile.subarray(0, rows * cols), i * n);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const from = r * cStride;
    job.c.set(tile.subarray(from, from + cols), (i + r) * n + j);
  }
  if (job.a !== job.b || i === j) return;
  for (let s = 0; s < cols; s++) {
    const to = (j + s) * n + i;
    for (let r = 0; r < rows; r++) job.c[to + r] = tile[r * cStride + s]!;
  }
}
