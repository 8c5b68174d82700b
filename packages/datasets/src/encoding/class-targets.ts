import { dataError } from "../data-error.ts";
import { getColumn } from "../table/get-column.ts";
import { rowIndices } from "../row-indices.ts";
import { refuseMissingTargets } from "./refuse-missing-targets.ts";
import { sortLevels } from "./sort-levels.ts";
import type { Column, Table } from "../table/table.ts";
import { quoted } from "../quoted.ts";

/** Which rows and classes. */
export interface ClassTargetsOptions {
  /** Default all rows. */
  readonly rows?: ArrayLike<number>;
  /** The classes known from training. Default those of the rows, at least two. */
  readonly classes?: readonly string[];
}

/** Classes as numbers: row i is of class `classes[labels[i]]`. */
export interface ClassTargets {
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/**
 * Labels of a column of classes, numeric or categorical. Classes are ordered by number when every
 * one is a number, else by code unit, so they do not depend on the order of the rows.
 *
 * @throws {@link DataError} when the column does not exist, a value is missing (with the lines), a
 *   class is not among `classes`, or (without `classes`) there are fewer than two
 */
export function classTargets(
  table: Table,
  column: string,
  options: ClassTargetsOptions = {},
): ClassTargets {
  const found = getColumn(table, column, "classTargets");
  const rows = rowIndices(table.rows, options.rows, "classTargets");
  refuseMissingTargets(table, found, rows, "classTargets");
  const values = Array.from(rows, (row) => levelOf(found, row));
  const classes = options.classes ?? sortLevels(new Set(values));
  if (options.classes === undefined && classes.length < 2) {
    const got = classes.length === 0 ? "none" : `only ${quoted(classes[0]!)}`;
    const message = `target column ${quoted(column)} must have at least two classes, got ${got}`;
    throw dataError("classTargets", message, { file: table.file, column });
  }
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const labels = Int32Array.from(values, (value, i) => {
    const label = labelOf.get(value);
    if (label !== undefined) return label;
    const message = `target column ${quoted(column)} must have a class seen in training, got ${quoted(value)}`;
    const line = table.lines?.[rows[i]!];
    throw dataError("classTargets", message, { file: table.file, column, line });
  });
  return { labels, classes };
}

function levelOf(column: Column, row: number): string {
  return column.kind === "number" ? String(column.values[row]) : column.levels[column.codes[row]!]!;
}
