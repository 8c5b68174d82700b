import type { Row } from "./row.ts";
import type { Column } from "./suite.ts";

/** The titles of the columns, or one row under them: the first column to the left, numbers to the right. */
export function formatLine(columns: readonly Column[], row?: Row): string {
  const cells = columns.map(({ title, width, cell }, c) => {
    const text = row === undefined ? title : cell(row);
    return c === 0 || width >= 24 || width === 0 ? text.padEnd(width) : text.padStart(width);
  });
  return cells.join("  ").trimEnd();
}
