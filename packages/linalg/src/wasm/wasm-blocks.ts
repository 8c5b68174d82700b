import type { BlockOperations } from "../block-operations.ts";
import { matrix } from "../matrix.ts";
import type { Executor } from "./executor.ts";
import { productJob } from "./product-job.ts";
import { packSweeps } from "./rotate-program.ts";

/** The heavy parts of blocked algorithms on the threads of an engine; the same bits as the plain ones. */
export function wasmBlocks(executor: Executor, signal: AbortSignal | undefined): BlockOperations {
  return {
    allocate: (rows, cols) => matrix(rows, cols, executor.allocate(rows * cols)),
    product: function* (c, a, b, { sign, lowerOnly = false }) {
      const half = lowerOnly ? { half: "lower" as const } : {};
      yield* executor.steps(
        productJob(executor, { a, b, c, sign, accumulate: true, ...half }),
        2 * c.rows * c.cols * a.cols,
        signal,
      );
    },
    rotate: function* ({ rows, cols, data }, sweeps) {
      const packed = packSweeps(sweeps, (length) => executor.allocate(length));
      yield* executor.steps(
        { kind: "rotate", rows, cols, a: data, sweeps: packed },
        3 * rows * packed.length,
        signal,
      );
    },
  };
}
