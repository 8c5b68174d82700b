import { type KernelWorkers, kernelWorkers } from "@ntkit/kernels";
import type { Engine } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { openWasm } from "../linalg/open-engines.ts";

/** What regression on many rows is computed on. */
export interface ScaleTools {
  readonly engine: Engine;
  readonly workers: KernelWorkers | undefined;
}

/** Runs on threads for linear algebra and for kernels, and ends them. */
export async function withScaleTools(threads: number): Promise<ScaleTools & AsyncDisposable> {
  const engine = await openWasm(threads);
  const workers =
    threads === 1 ? undefined : await wideIfPossible((wide) => kernelWorkers({ threads, wide }));
  return {
    engine,
    workers,
    async [Symbol.asyncDispose]() {
      await Promise.all([engine.dispose(), workers?.dispose()]);
    },
  };
}
