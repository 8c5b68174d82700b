import type { CallOptions } from "@ntkit/linalg";
import type { TaskOutcome } from "@ntkit/linalg/tasks";
import { checkThreads, createTaskPool, defaultThreads, workerFile } from "@ntkit/linalg/tasks";
import type { KernelJob } from "./evaluate/kernel-job.ts";
import type { PlaneJob } from "./planes/plane-job.ts";
import { planeModule } from "./planes/plane-kernels.ts";
import type { SpatialJob } from "./spatial/spatial-job.ts";
import { selfTest } from "./planes/self-test.ts";
import type { KernelModules } from "./wasm/kernel-worker.ts";
import { pairKernels } from "./wasm/pair-kernels.ts";

/** Threads on which kernels are evaluated, until they are disposed. */
export interface KernelWorkers {
  readonly threads: number;
  /** Runs a job that an evaluation has prepared. */
  readonly run: (
    job: KernelJob | PlaneJob | SpatialJob,
    count: number,
    options?: CallOptions,
  ) => Promise<TaskOutcome>;
  /** Ends the threads. Calls that run, and later ones, reject with an `EngineError` `disposed`. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const spawn = workerFile({
  from: import.meta.url,
  file: "./wasm/kernel-worker",
  web: () => new Worker(new URL("./wasm/kernel-worker.js", import.meta.url), { type: "module" }),
});

/** What {@link kernelWorkers} starts. */
export interface KernelWorkersOptions {
  /** Default: one for each processor where memory can be shared, else 1. */
  readonly threads?: number | undefined;
  /**
   * Kernels of images in three quarters of the time, with the same bits, on processors with 256-bit
   * vectors: sets a V8 flag that holds for all WebAssembly compiled in this process from then on.
   * Node 24 and later. Default: false.
   */
  readonly wide?: boolean;
}

/**
 * Threads for the `workers` option of evaluations. No result depends on them, to the last bit.
 *
 * @throws {@link !RangeError} when `threads` is not a positive integer
 * @throws EngineError `no-shared-memory` for several threads in a page that is not cross-origin
 *   isolated, `worker-died` when they do not start, `not-supported` when this runtime lacks SIMD or
 *   what `wide` needs
 */
export async function kernelWorkers(options: KernelWorkersOptions = {}): Promise<KernelWorkers> {
  const { threads = defaultThreads(), wide = false } = options;
  checkThreads(caller, threads);
  const [pairs, planes] = await Promise.all([pairKernels(wide), planeModule(wide)]);
  if (wide) await selfTest(planes);
  const setup = { pairs, planes };
  const pool = await createTaskPool<KernelJob | PlaneJob | SpatialJob, KernelModules>({
    threads,
    spawn,
    setup,
    caller,
  });
  const dispose = (): Promise<void> => pool.dispose();
  return {
    threads,
    run: (job, count, call) => pool.run(job, count, call),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

const caller = "kernelWorkers";
