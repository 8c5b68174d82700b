import type { Sweep } from "../rotate-columns.ts";
import type { Program } from "./program.ts";
import { extraRoom, load, store } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** Rotates neighbouring columns of `a` [rows, cols], in place. */
export interface RotateJob {
  readonly kind: "rotate";
  readonly rows: number;
  readonly cols: number;
  readonly a: Float64Array;
  /** Of each sweep its low, its high, and the cosine and sine of its high - low rotations. */
  readonly sweeps: Float64Array;
}

/** Rows of a task, and rows that are rotated side by side. */
const ROWS = 64;
const STRIP = 8;

/** The sweeps as the numbers of a {@link RotateJob}. */
export function packSweeps(
  sweeps: readonly Sweep[],
  allocate: (length: number) => Float64Array,
): Float64Array {
  const length = sweeps.reduce((sum, { low, high }) => sum + 2 + 2 * (high - low), 0);
  const packed = allocate(length);
  let at = 0;
  for (const { low, high, rotations } of sweeps) {
    packed[at] = low;
    packed[at + 1] = high;
    packed.set(rotations.subarray(0, 2 * (high - low)), at + 2);
    at += 2 + 2 * (high - low);
  }
  return packed;
}

/** One task for each 64 rows. */
export function rotateProgram(job: RotateJob): Program {
  return {
    count: Math.ceil(job.rows / ROWS),
    run: (task, workspace) => {
      const numbers = job.cols * STRIP;
      const rows = extraRoom(workspace, 2 * numbers + job.sweeps.length);
      const sweeps = rows + 16 * numbers;
      workspace.heap.set(job.sweeps, sweeps / 8);
      const end = Math.min(job.rows, (task + 1) * ROWS);
      for (let i = task * ROWS; i < end; i += STRIP) {
        rotateRows(job, i, Math.min(STRIP, end - i), workspace, rows, sweeps);
      }
    },
  };
}

/** Rotates `count` rows from row `i` on. */
function rotateRows(
  { a, cols, sweeps }: RotateJob,
  i: number,
  count: number,
  workspace: Workspace,
  rows: number,
  packed: number,
): void {
  const { kernels } = workspace;
  const strip = rows + 8 * cols * STRIP;
  const block = { data: a, offset: i * cols, stride: cols };
  load(workspace, block, count, cols, rows, cols);
  kernels.transpose(rows, cols, count, cols, strip, STRIP);
  for (let at = 0; at < sweeps.length;) {
    const low = sweeps[at]!;
    const high = sweeps[at + 1]!;
    kernels.rotateStrip(strip, low, high, packed + 8 * (at + 2));
    at += 2 + 2 * (high - low);
  }
  kernels.transpose(strip, STRIP, cols, count, rows, cols);
  store(workspace, block, count, cols, rows, cols);
}
