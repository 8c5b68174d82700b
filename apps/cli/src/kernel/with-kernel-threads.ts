import { kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { withWorkers } from "../engine/with-workers.ts";
import type { EngineAndWorkers } from "../engine/with-workers.ts";

/** What kernels are evaluated on. */
export type KernelThreads = EngineAndWorkers<KernelWorkers>;

/**
 * Runs an evaluation of kernels on threads for inner products and for the layers, and ends them. No
 * result depends on them.
 */
export function withKernelThreads<T>(
  threads: number | undefined,
  rows: number,
  run: (on: KernelThreads) => Promise<T>,
): Promise<T> {
  return withWorkers(threads, rows, kernelWorkers, run);
}
