import { availableParallelism } from "node:os";
import { kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import type { Engine } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { withEngine } from "../engine/with-engine.ts";

/** Below this many rows the start of the threads takes longer than what they save. */
const FEW_ROWS = 400;

/** What kernels are evaluated on. */
export interface KernelThreads {
  readonly engine: Engine;
  readonly workers: KernelWorkers | undefined;
}

/**
 * Runs an evaluation of kernels on threads for inner products and for the layers, and ends them. No
 * result depends on them.
 */
export function withKernelThreads<T>(
  threads: number | undefined,
  rows: number,
  run: (on: KernelThreads) => Promise<T>,
): Promise<T> {
  return withEngine(threads, rows, async (engine) => {
    const count = threads ?? (rows < FEW_ROWS ? 1 : availableParallelism());
    if (count === 1) return run({ engine, workers: undefined });
    const workers = await wideIfPossible((wide) => kernelWorkers({ threads: count, wide }));
    try {
      return await run({ engine, workers });
    } finally {
      await workers.dispose();
    }
  });
}
