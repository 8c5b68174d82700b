import type { TaskProgram } from "@ntkit/linalg/tasks";

/** The job of the README's example. */
export interface RowSums {
  readonly cols: number;
  readonly data: Float64Array;
  readonly sums: Float64Array;
}

export const rowSums = ({ cols, data, sums }: RowSums): TaskProgram => ({
  count: sums.length,
  run: (row) => {
    for (let j = 0; j < cols; j++) sums[row]! += data[row * cols + j]!;
  },
});
