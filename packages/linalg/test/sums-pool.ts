import { createTaskPool, sharedFloat64, workerFile } from "../src/tasks.ts";
import type { TaskPool, WorkerHandle } from "../src/tasks.ts";
import type { SumsJob } from "./sums-program.ts";

const spawn = workerFile({
  from: import.meta.url,
  file: "./sums-worker",
  web: () => {
    throw new Error("the file is TypeScript");
  },
});

/** A pool of `sums-worker`s and the threads that it has started and not ended. */
export async function sumsPool(
  threads: number,
  offset = 0,
): Promise<{ pool: TaskPool<SumsJob>; running: Set<WorkerHandle> }> {
  const running = new Set<WorkerHandle>();
  const pool = await createTaskPool<SumsJob, { readonly offset: number }>({
    threads,
    setup: { offset },
    spawn: (events) => {
      const worker = spawn(events);
      const counted: WorkerHandle = {
        ...worker,
        terminate: async () => {
          await worker.terminate();
          running.delete(counted);
        },
      };
      running.add(counted);
      return counted;
    },
  });
  return { pool, running };
}

/** A job with a place for its results. */
export function sumsJob(kind: SumsJob["kind"], count: number): SumsJob {
  return { kind, count, result: sharedFloat64(count) };
}

/** 0, 1, 4, … each with `offset`. */
export function squares(count: number, offset = 0): number[] {
  return Array.from({ length: count }, (_, i) => offset + i ** 2);
}

/** 0, 0 + 1, 0 + 1 + 4, … */
export function runningSums(count: number): number[] {
  let sum = 0;
  return squares(count).map((square) => (sum += square));
}
