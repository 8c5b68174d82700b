import type { CallOptions } from "../engine.ts";
import { finishInSlices } from "../steps.ts";
import type { SharedSteps } from "../steps.ts";
import { taskSteps } from "../tasks/run-tasks-here.ts";
import { sharedFloat32, sharedFloat64, shareNumbers } from "../tasks/shared-numbers.ts";
import { createTaskPool, disposed } from "../tasks/task-pool.ts";
import type { TaskPool } from "../tasks/task-pool.ts";
import type { TaskOutcome } from "../tasks/task-program.ts";
import { workerFile } from "../tasks/worker-file.ts";
import { compileKernels } from "./kernels.ts";
import type { Build } from "./kernels.ts";
import { programOf, within } from "./program.ts";
import type { Job } from "./program.ts";
import { selfTest } from "./self-test.ts";
import type { Setup } from "./tile-worker.ts";
import { createWorkspace } from "./workspace.ts";
import type { Tiling, Workspace } from "./workspace.ts";

/** Flops below which telling the workers takes longer than the job. */
const SMALL = 2e6;

/** Who complains. */
const caller = "wasmEngine";

const spawn = workerFile({
  from: import.meta.url,
  file: "./tile-worker",
  web: () => new Worker(new URL("./tile-worker.js", import.meta.url), { type: "module" }),
});

/** Where results of products lie, every entry of which is written. */
export interface ResultMemory {
  readonly float64: (length: number) => Float64Array;
  readonly float32: (length: number) => Float32Array;
}

const newArrays: ResultMemory = {
  float64: (length) => new Float64Array(length),
  float32: (length) => new Float32Array(length),
};

const sharedArrays: ResultMemory = { float64: sharedFloat64, float32: sharedFloat32 };

/** Runs jobs on the calling thread or on workers, and owns the memory that they need. */
export interface Executor {
  readonly threads: number;
  /** The kernels that it runs. */
  readonly module: WebAssembly.Module;
  /** The largest tiles that its memory holds. */
  readonly tiling: Tiling;
  /** Zeros that all threads can write. */
  allocate(length: number): Float64Array;
  readonly results: ResultMemory;
  /** `numbers` where all threads can read them: copied unless they are there. */
  share<Numbers extends Float64Array | Float32Array>(numbers: Numbers): Numbers;
  /** How many threads work on a job of about so many flops. */
  participants(flops: number): number;
  /** @param flops - about how many the job takes */
  steps(job: Job, flops: number, signal?: AbortSignal): SharedSteps<TaskOutcome>;
  run(job: Job, flops: number, options?: CallOptions): Promise<TaskOutcome>;
  dispose(): Promise<void>;
}

export async function createExecutor(
  threads: number,
  build: Build,
  tiling: Tiling,
  results?: ResultMemory,
): Promise<Executor> {
  const module = await compileKernels(build);
  const workspace = await createWorkspace(module, tiling, build.wide);
  if (build.fma || build.wide) selfTest(workspace, build.fma);
  return threads === 1
    ? oneThread(workspace, results)
    : manyThreads(
        workspace,
        await createTaskPool<Job, Setup>({
          threads,
          spawn,
          setup: { module, tiling, wide: build.wide },
          caller,
        }),
      );
}

function oneThread(workspace: Workspace, results: ResultMemory = newArrays): Executor {
  let ended = false;
  function* steps(job: Job): SharedSteps<TaskOutcome> {
    if (ended) throw disposed(caller);
    return yield* taskSteps(within(programOf(job), workspace));
  }
  return {
    threads: 1,
    module: workspace.module,
    tiling: workspace.tiling,
    allocate: newArrays.float64,
    results,
    share: (numbers) => numbers,
    participants: () => 1,
    steps,
    run: (job, _, options) => finishInSlices(steps(job), options),
    dispose: () => {
      ended = true;
      return Promise.resolve();
    },
  };
}

function manyThreads(workspace: Workspace, pool: TaskPool<Job>): Executor {
  const here = oneThread(workspace);
  return {
    threads: pool.threads,
    module: workspace.module,
    tiling: workspace.tiling,
    allocate: sharedFloat64,
    results: sharedArrays,
    share: shareNumbers,
    participants: (flops) => (flops < SMALL ? 1 : pool.threads),
    steps: (job, flops, signal) =>
      flops < SMALL
        ? here.steps(job, flops)
        : heard((onProgress) => pool.run(job, programOf(job).count, { signal, onProgress })),
    run: (job, flops, options) =>
      flops < SMALL ? here.run(job, flops, options) : pool.run(job, programOf(job).count, options),
    dispose: async () => {
      await here.dispose();
      await pool.dispose();
    },
  };
}

/** Waits for `work`, and yields the fraction that is finished whenever it says so. */
function* heard<T extends object>(
  work: (onProgress: (fraction: number) => void) => Promise<T>,
): SharedSteps<T> {
  let result: T | undefined;
  let news = 0;
  let wake: (() => void) | undefined;
  const end = work((fraction) => {
    news = fraction;
    wake?.();
  }).then((value) => (result = value));
  while (result === undefined) {
    yield Promise.race([end, new Promise<void>((resolve) => (wake = resolve))]);
    yield news;
  }
  return result;
}
