import type { ProgramOf } from "../src/tasks.ts";

/** What the pool of the tests computes; `result` lies on shared memory. */
export interface SumsJob {
  readonly kind: "squares" | "running-sum" | "failure" | "not-finite" | "throw" | "slow";
  readonly count: number;
  readonly result: Float64Array;
}

/** Milliseconds of a slow task. */
const SLOW = 5;

/** Tasks that add `offset`, to see that workers are told it. */
export function sumsProgram(offset: number): ProgramOf<SumsJob> {
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

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
