import type { CallOptions } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { finishInSlices } from "../steps.ts";
import type { SharedSteps } from "../steps.ts";
import type { Outcome } from "./control.ts";
import { compileKernels } from "./kernels.ts";
import type { Build } from "./kernels.ts";
import { createPool, disposed } from "./pool.ts";
import type { Pool } from "./pool.ts";
import type { Job } from "./program.ts";
import { runHere } from "./run-here.ts";
import { selfTest } from "./self-test.ts";
import { createWorkspace } from "./workspace.ts";
import type { Tiling, Workspace } from "./workspace.ts";

/** Flops below which telling the workers takes longer than the job. */
const SMALL = 2e6;

/** Runs jobs on the calling thread or on workers, and owns the memory that they need. */
export interface Executor {
  readonly threads: number;
  /** Zeros that all threads can write. */
  allocate(length: number): Float64Array;
  /** `numbers` where all threads can read them: copied unless they are there. */
  share(numbers: Float64Array): Float64Array;
  /** @param flops - about how many the job takes */
  steps(job: Job, flops: number, signal?: AbortSignal): SharedSteps<Outcome>;
  run(job: Job, flops: number, options?: CallOptions): Promise<Outcome>;
  dispose(): Promise<void>;
}

export async function createExecutor(
  threads: number,
  build: Build,
  tiling: Tiling,
): Promise<Executor> {
  const module = await compileKernels(build);
  const workspace = await createWorkspace(module, tiling);
  if (build.fma || build.wide) selfTest(workspace, build.fma);
  return threads === 1
    ? oneThread(workspace)
    : manyThreads(workspace, await createPool(threads, module, tiling));
}

function oneThread(workspace: Workspace): Executor {
  let ended = false;
  function* steps(job: Job): SharedSteps<Outcome> {
    if (ended) throw disposed();
    return yield* runHere(job, workspace);
  }
  return {
    threads: 1,
    allocate: (length) => new Float64Array(length),
    share: (numbers) => numbers,
    steps,
    run: (job, _, options) => finishInSlices(steps(job), options),
    dispose: () => {
      ended = true;
      return Promise.resolve();
    },
  };
}

function manyThreads(workspace: Workspace, pool: Pool): Executor {
  const here = oneThread(workspace);
  return {
    threads: pool.threads,
    allocate: sharedNumbers,
    share: (numbers) => {
      if (numbers.buffer instanceof SharedArrayBuffer) return numbers;
      const copy = sharedNumbers(numbers.length);
      copy.set(numbers);
      return copy;
    },
    steps: (job, flops, signal) =>
      flops < SMALL ? here.steps(job, flops) : waitFor(pool.run(job, { signal })),
    run: (job, flops, options) =>
      flops < SMALL ? here.run(job, flops, options) : pool.run(job, options),
    dispose: async () => {
      await here.dispose();
      await pool.dispose();
    },
  };
}

function* waitFor<T extends object>(promise: Promise<T>): SharedSteps<T> {
  let result: T | undefined;
  yield promise.then((value) => (result = value));
  if (result === undefined)
    throw new Error("executor: steps must be resumed when their promise is fulfilled");
  return result;
}

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** Throws unless this runtime has what several threads need. */
export function checkThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`wasmEngine: threads must be a positive integer, got ${threads}`);
  }
  if (threads > 1 && !canShare()) {
    throw new EngineError(
      `wasmEngine: ${threads} threads need SharedArrayBuffer, which a page has only when it is cross-origin isolated; use 1 thread or send the COOP and COEP headers`,
      "no-shared-memory",
    );
  }
}

/** Threads to use when none are asked for: one for each processor where memory can be shared, else 1. */
export function defaultThreads(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return canShare() ? Math.max(1, navigator?.hardwareConcurrency ?? 1) : 1;
}

function canShare(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}
