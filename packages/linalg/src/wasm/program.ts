import { choleskyProgram } from "./cholesky-program.ts";
import type { CholeskyJob } from "./cholesky-program.ts";
import { inverseDiagonalProgram } from "./inverse-diagonal-program.ts";
import type { InverseDiagonalJob } from "./inverse-diagonal-program.ts";
import { productProgram } from "./product-program.ts";
import type { ProductJob } from "./product-program.ts";
import { rotateProgram } from "./rotate-program.ts";
import type { RotateJob } from "./rotate-program.ts";
import { solveProgram } from "./solve-program.ts";
import type { SolveJob } from "./solve-program.ts";
import type { Workspace } from "./workspace.ts";

/** A computation as data: what a worker is told. Arrays are on shared memory when it goes to workers. */
export type Job = ProductJob | CholeskyJob | SolveJob | InverseDiagonalJob | RotateJob;

/** What a task may say to those who run the others. */
export interface Sync {
  /** Returns when the task of this index, which must be an earlier one, is finished. */
  waitFor(task: number): void;
  /** Ends the job: the pivot of this index has this value. */
  fail(pivot: number, value: number): never;
  /** Notes that a result is not finite. */
  notFinite(): void;
}

/**
 * A job cut into tasks. Whoever is free takes the next index, so a task may wait for an earlier one
 * and never for a later one; in turn on one thread, no task ever waits.
 */
export interface Program {
  readonly count: number;
  run(task: number, workspace: Workspace, sync: Sync): void;
}

/** The tasks of a job. */
export function programOf(job: Job): Program {
  switch (job.kind) {
    case "product":
      return productProgram(job);
    case "cholesky":
      return choleskyProgram(job);
    case "solve":
      return solveProgram(job);
    case "inverse-diagonal":
      return inverseDiagonalProgram(job);
    case "rotate":
      return rotateProgram(job);
  }
}
