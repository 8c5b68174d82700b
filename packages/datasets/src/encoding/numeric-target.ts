import { dataError } from "../data-error.ts";
import { getColumn } from "../table/get-column.ts";
import { refuseMissingTargets } from "./refuse-missing-targets.ts";
import { parseNumber } from "../table/parse-number.ts";
import { rowIndices } from "../row-indices.ts";
import type { Table } from "../table/table.ts";
import { quoted } from "../quoted.ts";

/**
 * Values of a numeric column at `rows` (default all), for regression.
 *
 * @throws {@link DataError} when the column does not exist, is not numeric (with the first line that
 *   is no number) or has missing values (with the lines)
 */
export function numericTarget(
  table: Table,
  column: string,
  rows?: ArrayLike<number>,
): Float64Array {
  const found = getColumn(table, column, "numericTarget");
  const indices = rowIndices(table.rows, rows, "numericTarget");
  if (found.kind === "category") {
    const word = found.levels.findIndex((level) => parseNumber(level) === undefined);
    const code = Math.max(word, 0);
    const level = found.levels[code];
    const got = level === undefined ? "nothing" : quoted(level);
    const message = `target column ${quoted(column)} must be numeric for regression, got ${got}`;
    const line = table.lines?.[found.codes.indexOf(code)];
    throw dataError("numericTarget", message, { file: table.file, line, column });
  }
  refuseMissingTargets(table, found, indices, "numericTarget");
  return Float64Array.from(indices, (row) => found.values[row]!);
}
