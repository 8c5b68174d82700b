import { ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel, checkLabels, checkPositive } from "../check.ts";
import { shortened } from "./smo-working-set.ts";
import type { SvcGridProblem, SvcStrategy } from "./support-vector-path.ts";
import type { SvmDual } from "./svm-dual.ts";

/** The classes that a machine tells apart; −1 stands for all others. */
export type Sides = readonly [positive: number, negative: number];

/** The machines of a checked problem: (a, b) for a < b, or (a, rest); two classes need one either way. */
export function svcMachines(caller: string, problem: SvcGridProblem): Sides[] {
  const present = checkProblem(caller, problem);
  const strategy: SvcStrategy = problem.strategy ?? "one-vs-one";
  if (strategy === "one-vs-rest" && present.length > 2) return present.map((a) => [a, -1]);
  return present.flatMap((a, i) => present.slice(i + 1).map((b): Sides => [a, b]));
}

/** The classes that occur, ascending. */
function checkProblem(
  caller: string,
  { kernel, labels, classes, C, classWeights }: SvcGridProblem,
): number[] {
  checkKernel(caller, kernel);
  if (labels.length !== kernel.rows) {
    throw new ShapeError(
      `${caller}: labels must have ${kernel.rows} entries (one per kernel row), got ${labels.length}`,
    );
  }
  checkLabels(caller, labels, classes);
  for (const value of C) checkPositive(caller, { C: value });
  if (classWeights !== undefined) {
    if (classWeights.length !== classes) {
      throw new ShapeError(
        `${caller}: classWeights must have ${classes} entries, got ${classWeights.length}`,
      );
    }
    for (const weight of Array.from(classWeights)) checkPositive(caller, { classWeights: weight });
  }
  const present = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  if (present.length < 2) {
    throw new RangeError(
      `${caller}: labels must hold at least two classes, got only class ${present[0]!}`,
    );
  }
  return present;
}

/** The training rows of a machine, ascending. */
export function machineRows(labels: ArrayLike<number>, [positive, negative]: Sides): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === positive || labels[i] === negative || negative === -1) rows.push(i);
  }
  return Int32Array.from(rows);
}

/** The dual of a machine for C = 1. Rows of the kernel are copied when they are first asked for. */
export function machineDual(
  { kernel, labels, classWeights }: SvcGridProblem,
  rows: Int32Array,
  positive: number,
): SvmDual {
  return {
    size: rows.length,
    signs: Float64Array.from(rows, (row) => (labels[row] === positive ? 1 : -1)),
    bounds: Float64Array.from(rows, (row) => classWeights?.[labels[row]!] ?? 1),
    row: rowsOf(kernel, rows),
    diagonal: Float64Array.from(rows, (row) => kernel.data[row * kernel.cols + row]!),
  };
}

function rowsOf({ rows: n, data }: Matrix, rows: Int32Array): (t: number) => Float64Array {
  const whole = (t: number) => data.subarray(rows[t]! * n, (rows[t]! + 1) * n);
  const kept: (Float64Array | undefined)[] = new Array<undefined>(rows.length);
  if (rows.length === n) return (t) => (kept[t] ??= whole(t));
  return (t) => (kept[t] ??= shortened(whole(t), rows));
}
