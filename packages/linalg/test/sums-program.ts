import type { ProgramOf, TaskProgram, TaskSync } from "../src/tasks.ts";

type Kind = "squares" | "running-sum" | "failure" | "not-finite" | "throw" | "slow";

/** What the pool of the tests computes; `result` lies on shared memory. */
export interface SumsJob {
  readonly kind: Kind | `async-${"squares" | "even" | "throw" | "fail" | "signal" | "release"}`;
  readonly count: number;
  readonly result: Float64Array;
}

/** Milliseconds of a slow task. */
const SLOW = 5;

/** Tasks that add `offset`, to see that workers are told it. */
export function sumsProgram(offset: number): (job: SumsJob) => TaskProgram {
  return ({ kind, count, result }) => ({
    count,
    run: (task, sync) => {
      if (kind === "running-sum" && task > 0) sync.waitFor(task - 1);
      if (kind === "failure" && task === 5) sync.fail(task, -0.5);
      if (kind === "throw" && task === 5) throw new Error("task 5 is broken");
      if (kind === "not-finite" && task === 5) sync.notFinite();
      if (kind === "slow") spin(SLOW);
      const before = kind === "running-sum" && task > 0 ? result[task - 1]! : offset;
      result[task] = before + task ** 2;
    },
  });
}

/** The same with asynchronous tasks, most of which return what they compute. */
export function asyncSumsProgram(offset: number): ProgramOf<SumsJob> {
  const synchronous = sumsProgram(offset);
  return (job) => {
    if (!job.kind.startsWith("async-")) return synchronous(job);
    return { count: job.count, run: (task, sync) => soon(job, task, sync, offset) };
  };
}

/** Results: how long a task has waited in 0, the aborts that were heard in 1. */
async function soon(
  { kind, result }: SumsJob,
  task: number,
  sync: TaskSync,
  offset: number,
): Promise<unknown> {
  await pause(1);
  switch (kind) {
    case "async-throw":
      if (task === 5) throw new Error("task 5 is broken");
      return undefined;
    case "async-fail":
      if (task === 5) sync.fail(task, -0.5);
      return undefined;
    case "async-even":
      return task % 2 === 0 ? { square: task ** 2 } : undefined;
    case "async-signal":
      if (task > 0) return stopSoon(sync);
      return untilAborted(sync, result);
    case "async-release": {
      const { signal, release } = sync.signal();
      release();
      signal.addEventListener("abort", () => (result[1]! += 1));
      return untilAborted(sync, result);
    }
    default:
      return offset + task ** 2;
  }
}

async function stopSoon(sync: TaskSync): Promise<never> {
  await pause(50);
  return sync.fail(1, 2);
}

/** Rejects when the job is over for all. */
async function untilAborted(sync: TaskSync, result: Float64Array): Promise<never> {
  const { signal, release } = sync.signal();
  const started = performance.now();
  try {
    return await new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        result[1]! += 1;
        // One more turn, in which a signal that was not released would be heard as well.
        setTimeout(reject, 60, signal.reason as Error);
      });
    });
  } finally {
    result[0] = performance.now() - started;
    release();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
