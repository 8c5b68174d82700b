import type { Column } from "./table.ts";

/** Whether the column has no value in that row. */
export function isMissing(column: Column, row: number): boolean {
  return column.kind === "number" ? column.missing[row] === 1 : column.codes[row]! < 0;
}
