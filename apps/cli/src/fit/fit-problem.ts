import {
  type Encoder,
  type MissingPolicy,
  type Table,
  classTargets,
  encode,
  fitEncoder,
  getColumn,
  numericTarget,
} from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import type { TaskGuess } from "./guess-task.ts";
import { guessTask } from "./guess-task.ts";
import { refuseExtremeTargets } from "./refuse-extreme-targets.ts";
import type { Targets } from "./targets.ts";

/** How a table becomes a learning problem. */
export interface ProblemOptions {
  readonly target: string;
  readonly task?: "classification" | "regression" | undefined;
  readonly exclude: readonly string[];
  readonly missing: MissingPolicy;
  readonly standardize: boolean;
}

/** A table with its targets and the way to its features. */
export interface FitProblem {
  readonly table: Table;
  readonly target: string;
  readonly targets: Targets;
  /** Why this task, when it was guessed. */
  readonly guess: TaskGuess | undefined;
  /** An encoder learnt from some rows, or from all. */
  readonly encoder: (rows?: Int32Array) => Encoder;
  /** Features of all rows by an encoder learnt from the training rows only. */
  readonly features: (train: Int32Array) => Matrix;
}

/**
 * The problem of predicting one column of a table from the others.
 *
 * @throws DataError when a column does not exist, the target lacks values, is not numeric for regression, does
 *   not vary, or varies so much or so little that squares of it overflow or vanish
 */
export function fitProblem(table: Table, options: ProblemOptions): FitProblem {
  const { target, missing, standardize } = options;
  for (const name of [target, ...options.exclude]) getColumn(table, name, "fit");
  const guess = options.task === undefined ? guessTask(table, target) : undefined;
  const task = options.task ?? guess!.task;
  const exclude = options.exclude.filter((name) => name !== target);
  const encoder = (rows?: Int32Array): Encoder =>
    fitEncoder(table, { target, exclude, missing, standardize, ...(rows && { rows }) });
  return {
    table,
    target,
    targets: targetsOf(table, target, task),
    guess,
    encoder,
    features: (train) => encode(encoder(train), table).x,
  };
}

function targetsOf(table: Table, target: string, task: "classification" | "regression"): Targets {
  if (task === "regression") {
    const values = numericTarget(table, target);
    refuseExtremeTargets(table, target, values);
    return { task, values };
  }
  return { task, ...classTargets(table, target) };
}

/** How messages call a row of the table: by its line when it came from a file. */
export function nameRow(table: Table, row: number): string {
  const line = table.lines?.[row];
  return line === undefined ? `row ${row + 1}` : `line ${line}`;
}
