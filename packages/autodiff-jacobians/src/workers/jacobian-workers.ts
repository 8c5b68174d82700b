import { wasmEngine } from "@ntkit/linalg";
import type { CallOptions } from "@ntkit/linalg";
import { checkThreads, createTaskPool, defaultThreads, workerFile } from "@ntkit/linalg/tasks";
import type { JacobianJob, JacobianSetup } from "./jobs.ts";
import { throwIfReported } from "./reported-error.ts";

/** Threads on which finite networks are differentiated, until they are disposed. */
export interface JacobianWorkers {
  readonly threads: number;
  /** The results of the tasks of a job that a kernel has prepared. */
  readonly run: (
    job: JacobianJob,
    count: number,
    options?: CallOptions,
  ) => Promise<readonly unknown[]>;
  /** A number for a model, the same whenever it is asked for. */
  readonly idOf: (model: object) => number;
  /** Ends the threads. Calls that run, and later ones, reject with an `EngineError` `disposed`. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What {@link jacobianWorkers} starts. */
export interface JacobianWorkersOptions {
  /** Default: one for each processor where memory can be shared, else 1. */
  readonly threads?: number | undefined;
  /** As of `wasmEngine`: twice as fast on processors with 256-bit vectors, in Node 24 and later. */
  readonly wide?: boolean;
  /** As of `wasmEngine`: fewer rounding errors and less time, but bits that differ between machines. */
  readonly fma?: boolean;
}

const spawn = workerFile({
  from: import.meta.url,
  file: "./jacobian-worker",
  web: () => new Worker(new URL("./jacobian-worker.js", import.meta.url), { type: "module" }),
});

const caller = "jacobianWorkers";

/**
 * Threads for the `workers` option of empirical kernels: each computes the factors of some examples from
 * the first layer to the last and back, with products of its own, then the kernel of some pairs.
 *
 * @throws {@link !RangeError} when `threads` is not a positive integer
 * @throws EngineError `no-shared-memory` for several threads in a page that is not cross-origin
 *   isolated, `worker-died` when they do not start, `not-supported` when this runtime lacks SIMD or
 *   what `wide` or `fma` needs
 */
export async function jacobianWorkers(
  options: JacobianWorkersOptions = {},
): Promise<JacobianWorkers> {
  const { threads = defaultThreads(), wide = false, fma = false } = options;
  checkThreads(caller, threads);
  // A runtime that lacks what is asked for says so here, by a typed error, and not by a worker's death.
  await (await wasmEngine({ threads: 1, wide, fma })).dispose();
  const setup: JacobianSetup = { wide, fma };
  const pool = await createTaskPool<JacobianJob, JacobianSetup>({ threads, spawn, setup, caller });
  const dispose = (): Promise<void> => pool.dispose();
  const ids = new WeakMap<object, number>();
  let last = 0;
  return {
    threads,
    run: async (job, count, call) => {
      const { results = [] } = await pool.run(job, count, call);
      for (const result of results) throwIfReported(result);
      return results;
    },
    idOf: (model) => {
      const id = ids.get(model) ?? ++last;
      ids.set(model, id);
      return id;
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
