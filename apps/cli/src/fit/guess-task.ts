import { type Table, getColumn } from "@ntkit/datasets";
import { plural } from "../screen/format.ts";

/** A task and why it was taken for that. */
export interface TaskGuess {
  readonly task: "classification" | "regression";
  readonly why: string;
}

/** Most distinct whole numbers that are still taken for classes. */
const fewValues = 10;

/**
 * Classification for a column of words or of at most 10 different whole numbers that each stand in two rows
 * on average, else regression.
 *
 * @throws DataError when the column does not exist, with the nearest name
 */
export function guessTask(table: Table, target: string): TaskGuess {
  const column = getColumn(table, target, "fit");
  if (column.kind === "category") {
    return { task: "classification", why: `"${target}" has words in it` };
  }
  const values = column.values.filter((_, row) => column.missing[row] === 0);
  const distinct = new Set(values);
  const whole = values.every((value) => Number.isInteger(value));
  if (whole && distinct.size <= fewValues && 2 * distinct.size <= values.length) {
    return {
      task: "classification",
      why: `"${target}" has ${plural(distinct.size, "different whole number")}`,
    };
  }
  const what = plural(distinct.size, whole ? "different whole number" : "different number");
  return { task: "regression", why: `"${target}" has ${what}` };
}
