import type { TaskProgram, TaskSync } from "../tasks/task-program.ts";
import { choleskyProgram } from "./cholesky-program.ts";
import type { CholeskyJob } from "./cholesky-program.ts";
import { conquerProgram } from "./conquer-program.ts";
import type { ConquerJob } from "./conquer-program.ts";
import { inverseDiagonalProgram } from "./inverse-diagonal-program.ts";
import type { InverseDiagonalJob } from "./inverse-diagonal-program.ts";
import { productProgram } from "./product-program.ts";
import type { ProductJob } from "./product-program.ts";
import { product32Program } from "./product32-program.ts";
import type { Product32Job } from "./product32-program.ts";
import { rankOneProgram } from "./rank-one-program.ts";
import type { RankOneJob } from "./rank-one-program.ts";
import { reduceProgram } from "./reduce-program.ts";
import type { ReduceJob } from "./reduce-program.ts";
import { reflectProgram } from "./reflect-program.ts";
import type { ReflectJob } from "./reflect-program.ts";
import { solveProgram } from "./solve-program.ts";
import type { SolveJob } from "./solve-program.ts";
import { thinProductProgram } from "./thin-product-program.ts";
import type { ThinProductJob } from "./thin-product-program.ts";
import type { Workspace } from "./workspace.ts";

/** A computation as data: what a worker is told. Arrays are on shared memory when it goes to workers. */
export type Job =
  | ProductJob
  | ThinProductJob
  | Product32Job
  | CholeskyJob
  | SolveJob
  | InverseDiagonalJob
  | ReduceJob
  | ConquerJob
  | RankOneJob
  | ReflectJob;

/** A job cut into tasks, each of which uses a workspace for itself. */
export interface Program {
  readonly count: number;
  run(task: number, workspace: Workspace, sync: TaskSync): void;
}

/** The tasks of a job. */
export function programOf(job: Job): Program {
  switch (job.kind) {
    case "product":
      return productProgram(job);
    case "thin-product":
      return thinProductProgram(job);
    case "product32":
      return product32Program(job);
    case "cholesky":
      return choleskyProgram(job);
    case "solve":
      return solveProgram(job);
    case "inverse-diagonal":
      return inverseDiagonalProgram(job);
    case "reduce":
      return reduceProgram(job);
    case "conquer":
      return conquerProgram(job);
    case "rank-one":
      return rankOneProgram(job);
    case "reflect":
      return reflectProgram(job);
  }
}

/** The same tasks, in this workspace. */
export function within(program: Program, workspace: Workspace): TaskProgram {
  return {
    count: program.count,
    run: (task, sync) => {
      program.run(task, workspace, sync);
    },
  };
}
