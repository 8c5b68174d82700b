import { DataError } from "@ntkit/datasets";
import { parseInput } from "../input/parse-input.ts";
import { readInput } from "../input/read-file.ts";
import { columnText } from "../input/read-labels.ts";
import type { QueryState } from "./query-state.ts";

type Answers = QueryState["answers"];

/**
 * The state's answers with those of a CSV file that has the columns `row` (of the pool, from 0) and
 * `label`. A row may be answered again only in the same way.
 *
 * @throws DataError with file and line for a row outside the pool, one that has another label already,
 *   or a label outside the classes
 */
export async function mergeAnswers(
  cwd: string,
  path: string | undefined,
  known: Answers,
  poolSize: number,
  classes: readonly string[] | undefined,
): Promise<Answers> {
  if (path === undefined) return known;
  const table = parseInput(await readInput(cwd, path), path);
  const rows = columnText(table, "row", path);
  const labels = columnText(table, "label", path);
  const merged = new Map(known.map(({ row, label }) => [row, label]));
  rows.forEach((text, i) => {
    const fail = (message: string, column: string) =>
      new DataError(message, { file: path, line: table.lines?.[i], column });
    const [row, label] = [Number(text), labels[i]!];
    if (!Number.isInteger(row) || row < 0 || row >= poolSize) {
      throw fail(`row must be a pool row from 0 to ${poolSize - 1}, got ${text}`, "row");
    }
    checkLabel(label, classes, (message) => fail(message, "label"));
    const before = merged.get(row);
    if (before !== undefined && before !== label) {
      throw fail(`pool row ${row} is labelled "${before}" already, got "${label}"`, "label");
    }
    merged.set(row, label);
  });
  return Array.from(merged, ([row, label]) => ({ row, label }));
}

/** @throws what `fail` makes unless the label is one of the classes, or a number for regression */
export function checkLabel(
  label: string,
  classes: readonly string[] | undefined,
  fail: (message: string) => Error,
): void {
  if (classes === undefined) {
    if (label.trim() === "" || !Number.isFinite(Number(label))) {
      throw fail(`label must be a number for --regression, got "${label}"`);
    }
    return;
  }
  if (!classes.includes(label)) {
    throw fail(`label must be one of the classes ${classes.join(", ")}, got "${label}"`);
  }
}
