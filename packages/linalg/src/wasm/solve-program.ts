import type { Program } from "./program.ts";
import { solveRowsBackward, solveRowsForward } from "./solve-rows.ts";
import type { Block, Tiling } from "./workspace.ts";

/** Solves for rows: X with X Lᵀ = B, then X with X L = that, in place of `x` [m, n]. */
export interface SolveJob {
  readonly kind: "solve";
  readonly tiling: Tiling;
  readonly m: number;
  readonly n: number;
  readonly x: Float64Array;
  readonly l: Float64Array;
  readonly forward: boolean;
  readonly backward: boolean;
  /** Rows of a task: up to `side`. */
  readonly strip: number;
}

/** One task for each strip of rows. */
export function solveProgram(job: SolveJob): Program {
  const { m, n, strip } = job;
  const l: Block = { data: job.l, offset: 0, stride: n };
  return {
    count: Math.ceil(m / strip),
    run: (task, workspace) => {
      const first = task * strip;
      const rows = Math.min(strip, m - first);
      const x: Block = { data: job.x, offset: first * n, stride: n };
      if (job.forward) solveRowsForward(x, rows, l, n, workspace);
      if (job.backward) solveRowsBackward(x, rows, l, n, workspace);
    },
  };
}
