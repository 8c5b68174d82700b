import type { CallOptions } from "../engine.ts";
import { finishInSlices } from "../steps.ts";
import type { Steps } from "../steps.ts";
import { createControl, finishTask, outcomeOf, Stopped, syncOf, takeTask } from "./control.ts";
import type { TaskOutcome, TaskProgram } from "./task-program.ts";

/**
 * Promise of the outcome of a program whose tasks run in turn on the calling thread: what one thread,
 * or a page without shared memory, does instead of a pool. Lets the event loop turn every 30 ms.
 *
 * @throws whatever a task throws, and the signal's reason
 */
export function runTasksHere(program: TaskProgram, options?: CallOptions): Promise<TaskOutcome> {
  return finishInSlices(taskSteps(program), options);
}

/** The tasks of a program in turn. */
export function* taskSteps(program: TaskProgram): Steps<TaskOutcome> {
  const control = createControl(program.count, false);
  const sync = syncOf(control);
  try {
    for (let task = takeTask(control); task !== undefined; task = takeTask(control)) {
      program.run(task, sync);
      finishTask(control, task);
      yield (task + 1) / program.count;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return outcomeOf(control);
}
