import { NumericalError } from "../errors.ts";
import type { TaskSync } from "../tasks/task-program.ts";

/** Does the work; ends the job when an eigenvalue, whose index is told, does not converge. */
export function orFail(sync: TaskSync, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof NumericalError) sync.fail(Number(error.detail.index), NaN);
    throw error;
  }
}
