/** What a task may say to those who run the others. */
export interface TaskSync {
  /** Returns when the task of this index, which must be an earlier one, is finished. */
  waitFor(task: number): void;
  /** Ends the job for all: the outcome has this index (of a pivot, a row) and this value. */
  fail(index: number, value: number): never;
  /** Notes for the outcome that a result is not finite; the job goes on. */
  notFinite(): void;
  /**
   * Returns when `count` tasks have come here. They must run at the same time: there are no more of
   * them than threads, and the job has no others.
   */
  meet(count: number): void;
  /**
   * A signal that aborts when the job is over for all, for an asynchronous task, which must call
   * `release` at its end.
   */
  signal(): { readonly signal: AbortSignal; readonly release: () => void };
  /** Says how much of the whole job is finished, where the number of finished tasks does not. */
  advance(fraction: number): void;
}

/**
 * A job cut into tasks. Whoever is free takes the next index, so a task may wait for an earlier one
 * and never for a later one; in turn on one thread, no task ever waits.
 */
export interface TaskProgram {
  /** How many tasks there are. */
  readonly count: number;
  /** Does one of them: writes its part of the results, which lie in arrays of the job. */
  run(task: number, sync: TaskSync): void;
}

/**
 * A {@link TaskProgram} as a worker runs it: a task may be asynchronous, and what it returns, plain data
 * or arrays on shared memory, is one of the {@link TaskOutcome.results}.
 */
export interface WorkerProgram {
  readonly count: number;
  run(task: number, sync: TaskSync): unknown;
}

/** How a job ended. */
export interface TaskOutcome {
  /** Whether a task said {@link TaskSync.notFinite}. */
  readonly notFinite: boolean;
  /** What the task that ended the job said to {@link TaskSync.fail}. */
  readonly failed?: { readonly index: number; readonly value: number };
  /** What tasks on workers have returned, at the index of the task; absent when none returned anything. */
  readonly results?: readonly unknown[];
}
