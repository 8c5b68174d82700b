import type { Workspace } from "./workspace.ts";

/** Rows of the blocks in which a tile on the diagonal is halved. */
export const BLOCK = 64;

/**
 * C ± A Bᵀ for a symmetric tile C [rows, rows] of the workspace and factors in panels: of the blocks
 * below the diagonal and on it.
 */
export function lowerPanelProduct(
  left: number,
  right: number,
  rows: number,
  depth: number,
  minus: 0 | 1,
  { kernels, c, cStride }: Workspace,
): void {
  for (let r = 0; r < rows; r += BLOCK) {
    const end = Math.min(r + BLOCK, rows);
    const from = left + 8 * r * depth;
    const to = c + 8 * r * cStride;
    kernels.panelProduct(from, end - r, right, end, depth, to, 8 * cStride, minus);
  }
}
