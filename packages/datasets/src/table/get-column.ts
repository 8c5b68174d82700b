import { dataError } from "../data-error.ts";
import { nearestName } from "../nearest-name.ts";
import type { Column, Table } from "./table.ts";
import { quoted } from "../quoted.ts";

/**
 * The column of that name.
 *
 * @throws {@link DataError} when there is none; the message has the nearest name or the names
 */
export function getColumn(table: Table, name: string, caller = "getColumn"): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const nearest = nearestName(name, names);
  const remedy =
    nearest === undefined ? `its columns are ${list(names)}` : `did you mean ${quoted(nearest)}?`;
  throw dataError(caller, `table must have a column ${quoted(name)}; ${remedy}`, {
    file: table.file,
    column: name,
  });
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(quoted);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(", ");
}
