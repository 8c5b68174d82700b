import { dataError } from "../data-error.ts";
import { isMissing } from "../table/is-missing.ts";
import type { Column, Table } from "../table/table.ts";
import { quoted } from "../quoted.ts";

/** @throws {@link DataError} with the first lines whose target is missing */
export function refuseMissingTargets(
  table: Table,
  column: Column,
  rows: ArrayLike<number>,
  caller: string,
): void {
  const missing = Array.from(rows).filter((row) => isMissing(column, row));
  const first = missing[0];
  if (first === undefined) return;
  const { lines, file } = table;
  const shown = missing.slice(0, 5).map((row) => String(lines?.[row] ?? row));
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : "";
  const where = lines === undefined ? "rows" : "lines";
  const message =
    `target column ${quoted(column.name)} must have a value in every row, got ${missing.length} missing ` +
    `(${where} ${shown.join(", ")}${more}); remove these rows`;
  throw dataError(caller, message, { file, line: lines?.[first], column: column.name });
}
