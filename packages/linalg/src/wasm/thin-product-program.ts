import type { Program } from "./program.ts";
import { extraRoom, load, store } from "./workspace.ts";
import type { Block, Tiling, Workspace } from "./workspace.ts";

/** C = X Aᵀ [m, n] for a few rows X [m, k] and a matrix A [n, k] that passes through memory once. */
export interface ThinProductJob {
  readonly kind: "thin-product";
  readonly tiling: Tiling;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly x: Float64Array;
  readonly a: Float64Array;
  readonly c: Float64Array;
}

/** Rows of A of a task, and the most rows of X: packing A would take longer than so few sums. */
export const THIN = 64;

/** One task for each 64 rows of A, which are read as they lie; each thread packs X once. */
export function thinProductProgram(job: ThinProductJob): Program {
  const { m, n, k, tiling } = job;
  const tenant = {};
  return {
    count: Math.ceil(n / THIN),
    run: (task, workspace, sync) => {
      const panels = packedRows(job, workspace, tenant);
      const { kernels, heap, a, c, cStride } = workspace;
      const first = task * THIN;
      const rows = Math.min(THIN, n - first);
      heap.fill(0, c / 8, c / 8 + rows * cStride);
      for (let p = 0; p < k; p += tiling.depth) {
        const depth = Math.min(tiling.depth, k - p);
        load(workspace, { data: job.a, offset: first * k + p, stride: k }, rows, depth, a, depth);
        kernels.product(a, depth, rows, panels + 8 * padded(m) * p, depth, c, cStride, m);
      }
      if (kernels.allFinite(c, cStride, rows, m) === 0) sync.notFinite();
      kernels.transpose(c, cStride, rows, m, a, rows);
      store(workspace, { data: job.c, offset: first, stride: n }, m, rows, a, rows);
    },
  };
}

/** Address of X in panels. */
function packedRows(
  { x, m, k, tiling }: ThinProductJob,
  workspace: Workspace,
  tenant: object,
): number {
  const packed = workspace.tenant === tenant;
  const panels = extraRoom(workspace, padded(m) * k, tenant);
  if (packed) return panels;
  const { kernels, b } = workspace;
  for (let p = 0; p < k; p += tiling.depth) {
    const depth = Math.min(tiling.depth, k - p);
    const rows: Block = { data: x, offset: p, stride: k };
    load(workspace, rows, m, depth, b, depth);
    kernels.packRows(b, depth, m, depth, panels + 8 * padded(m) * p, 1);
  }
  return panels;
}

function padded(rows: number): number {
  return 8 * Math.ceil(rows / 8);
}
