import type { Program } from "./program.ts";
import { solveRowsForward } from "./solve-rows.ts";
import type { Tiling } from "./workspace.ts";

/** Diagonal of (L Lᵀ)⁻¹ into `result` [n]. */
export interface InverseDiagonalJob {
  readonly kind: "inverse-diagonal";
  readonly tiling: Tiling;
  readonly n: number;
  readonly l: Float64Array;
  readonly result: Float64Array;
}

/** Columns of L⁻¹ that a task computes. */
const COLUMNS = 64;

/** One task for each 64 columns of L⁻¹, of which only the squared norms are kept. */
export function inverseDiagonalProgram({ n, l, result }: InverseDiagonalJob): Program {
  return {
    count: Math.ceil(n / COLUMNS),
    run: (task, workspace) => {
      const first = task * COLUMNS;
      const size = n - first;
      const count = Math.min(COLUMNS, size);
      const data = new Float64Array(count * size);
      for (let r = 0; r < count; r++) data[r * size + r] = 1;
      const corner = { data: l, offset: first * (n + 1), stride: n };
      solveRowsForward({ data, offset: 0, stride: size }, count, corner, size, workspace);
      for (let r = 0; r < count; r++) result[first + r] = squaredNorm(data, r * size, size);
    },
  };
}

function squaredNorm(data: Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let k = from; k < from + length; k++) sum += data[k]! * data[k]!;
  return sum;
}
