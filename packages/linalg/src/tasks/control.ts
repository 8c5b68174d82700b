import type { TaskOutcome, TaskSync } from "./task-program.ts";

/** Where the counters of a job stand in its `counters`; the flags of its tasks follow. */
const NEXT = 0;
const DONE = 1;
const STOP = 2;
const NOT_FINITE = 3;
const FAILED = 4;
const MET = 5;
const ROUND = 6;
const ADVANCED = 7;
const FLAGS = 8;

/** The whole of a job, as ADVANCED counts it. */
const WHOLE = 2 ** 20;

/**
 * Polls before a worker lies down to wait for a task and for a meeting, and the longest it sleeps
 * before it looks again, in milliseconds.
 */
const SPINS = 2000;
const MEETING_SPINS = 3000;
const NAP = 20;

/** What those who work on one job share: counters, a flag for each task, and the value at a failure. */
export interface Control {
  readonly counters: Int32Array;
  readonly failure: Float64Array;
}

/** Thrown inside a task when the job is over for all. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

export function createControl(tasks: number, shared: boolean): Control {
  const Buffer = shared ? SharedArrayBuffer : ArrayBuffer;
  return {
    counters: new Int32Array(new Buffer(4 * (FLAGS + tasks))),
    failure: new Float64Array(new Buffer(8)),
  };
}

/** Index of a task that nobody has, or undefined when there is none or the job was stopped. */
export function takeTask({ counters }: Control): number | undefined {
  if (Atomics.load(counters, STOP) !== 0) return undefined;
  const task = Atomics.add(counters, NEXT, 1);
  return task < counters.length - FLAGS ? task : undefined;
}

export function finishTask({ counters }: Control, task: number): void {
  Atomics.store(counters, FLAGS + task, 1);
  Atomics.notify(counters, FLAGS + task);
  Atomics.add(counters, DONE, 1);
}

/** Tells all that work on the job to leave it. */
export function stopJob({ counters }: Control): void {
  Atomics.store(counters, STOP, 1);
}

/** Finished fraction of the tasks, or of what they say. */
export function progressOf({ counters }: Control): number {
  const tasks = counters.length - FLAGS;
  const advanced = Atomics.load(counters, ADVANCED) / WHOLE;
  return tasks === 0 ? 1 : Math.max(advanced, Atomics.load(counters, DONE) / tasks);
}

export function outcomeOf({ counters, failure }: Control): TaskOutcome {
  const notFinite = Atomics.load(counters, NOT_FINITE) !== 0;
  const failed = Atomics.load(counters, FAILED);
  return failed === 0
    ? { notFinite }
    : { notFinite, failed: { index: failed - 1, value: failure[0]! } };
}

/** What the tasks of a job say to each other. */
export function syncOf(control: Control): TaskSync {
  const { counters, failure } = control;
  return {
    waitFor: (task) => {
      waitForFlag(counters, FLAGS + task);
    },
    fail: (index, value) => {
      failure[0] = value;
      Atomics.store(counters, FAILED, index + 1);
      stopJob(control);
      throw new Stopped();
    },
    notFinite: () => {
      Atomics.store(counters, NOT_FINITE, 1);
    },
    meet: (count) => {
      meet(counters, count);
    },
    signal: () => {
      const controller = new AbortController();
      const timer = setInterval(() => {
        if (Atomics.load(counters, STOP) !== 0) controller.abort(new Stopped());
      }, NAP);
      return {
        signal: controller.signal,
        release: () => {
          clearInterval(timer);
        },
      };
    },
    advance: (fraction) => {
      Atomics.store(counters, ADVANCED, Math.floor(fraction * WHOLE));
    },
  };
}

function waitForFlag(counters: Int32Array, flag: number): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (Atomics.load(counters, flag) !== 0) return;
  }
  while (Atomics.load(counters, flag) === 0) {
    if (Atomics.load(counters, STOP) !== 0) throw new Stopped();
    Atomics.wait(counters, flag, 0, NAP);
  }
}

/** The last to come opens the next round for all. */
function meet(counters: Int32Array, count: number): void {
  if (Atomics.load(counters, STOP) !== 0) throw new Stopped();
  const round = Atomics.load(counters, ROUND);
  if (Atomics.add(counters, MET, 1) === count - 1) {
    Atomics.store(counters, MET, 0);
    Atomics.add(counters, ROUND, 1);
    Atomics.notify(counters, ROUND);
    return;
  }
  for (let spin = 0; spin < MEETING_SPINS; spin++) {
    if (Atomics.load(counters, ROUND) !== round) return;
  }
  while (Atomics.load(counters, ROUND) === round) {
    if (Atomics.load(counters, STOP) !== 0) throw new Stopped();
    Atomics.wait(counters, ROUND, round, NAP);
  }
}
