import type { Steps } from "../steps.ts";
import { createControl, finishTask, outcomeOf, Stopped, syncOf, takeTask } from "./control.ts";
import type { Outcome } from "./control.ts";
import { programOf } from "./program.ts";
import type { Job } from "./program.ts";
import type { Workspace } from "./workspace.ts";

/** The tasks of a job in turn, on the calling thread. */
export function* runHere(job: Job, workspace: Workspace): Steps<Outcome> {
  const program = programOf(job);
  const control = createControl(program.count, false);
  const sync = syncOf(control);
  try {
    for (let task = takeTask(control); task !== undefined; task = takeTask(control)) {
      program.run(task, workspace, sync);
      finishTask(control, task);
      yield (task + 1) / program.count;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return outcomeOf(control);
}
