import { load, shifted, store } from "./workspace.ts";
import type { Block, Workspace } from "./workspace.ts";

/** Columns that backward substitution eliminates together. */
const BACKWARD = 64;

/**
 * X with X Lᵀ = B in place of up to `side` rows B [m, n], for the lower triangle L [n, n].
 */
export function solveRowsForward(
  x: Block,
  m: number,
  l: Block,
  n: number,
  workspace: Workspace,
): void {
  const { kernels, tiling, a, b, c, cStride, panels, strip } = workspace;
  for (let j = 0; j < n; j += tiling.side) {
    const cols = Math.min(tiling.side, n - j);
    load(workspace, shifted(x, 0, j), m, cols, c, cStride);
    for (let p = 0; p < j; p += tiling.depth) {
      const depth = Math.min(tiling.depth, j - p);
      load(workspace, shifted(x, 0, p), m, depth, a, depth);
      load(workspace, shifted(l, j, p), cols, depth, b, depth);
      kernels.packRows(b, depth, cols, depth, panels, -1);
      kernels.product(a, depth, m, panels, depth, c, cStride, cols);
    }
    load(workspace, shifted(l, j, j), cols, cols, b, cols);
    kernels.solveForward(c, cStride, m, b, cols, cols, panels, strip);
    store(workspace, shifted(x, 0, j), m, cols, c, cStride);
  }
}

/**
 * X with X L = B in place of up to `side` rows B [m, n], for the lower triangle L [n, n].
 */
export function solveRowsBackward(
  x: Block,
  m: number,
  l: Block,
  n: number,
  workspace: Workspace,
): void {
  const { kernels, tiling, a, b, c, cStride, panels, strip } = workspace;
  for (let j = n - 1 - ((n - 1) % BACKWARD); j >= 0; j -= BACKWARD) {
    const end = Math.min(j + BACKWARD, n);
    const cols = end - j;
    load(workspace, shifted(x, 0, j), m, cols, c, cStride);
    for (let p = end; p < n; p += tiling.depth) {
      const depth = Math.min(tiling.depth, n - p);
      load(workspace, shifted(x, 0, p), m, depth, a, depth);
      load(workspace, shifted(l, p, j), depth, cols, b, cols);
      kernels.packColumns(b, cols, cols, depth, panels, -1);
      kernels.product(a, depth, m, panels, depth, c, cStride, cols);
    }
    load(workspace, shifted(l, j, j), cols, cols, b, cols);
    kernels.substituteBackward(c, cStride, m, b, cols, cols, strip);
    store(workspace, shifted(x, 0, j), m, cols, c, cStride);
  }
}
