import type { Column } from "./table.ts";
import { quoted } from "../quoted.ts";

/** Cells to print: numbers in their shortest exact form, NaN, null and undefined as empty fields. */
export interface CsvColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string | null | undefined>;
}

/** How {@link formatCsv} prints. */
export interface FormatCsvOptions {
  /** One character. Default a comma. */
  readonly delimiter?: string;
}

/**
 * CSV text of columns of equal length, with a header (RFC 4180, but lines end in LF): fields with a
 * delimiter, a quote, a newline or outer spaces are quoted. `parseTable` reads the same cells back.
 *
 * @throws {@link !RangeError} when the columns differ in length, a number is infinite, or `delimiter` is
 *   not a single character other than a quote or line end
 */
export function formatCsv(
  columns: readonly (CsvColumn | Column)[],
  { delimiter = "," }: FormatCsvOptions = {},
): string {
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
    const got = quoted(delimiter);
    throw new RangeError(`formatCsv: delimiter must be one character, not a quote, got ${got}`);
  }
  const length = rowCount(columns);
  const lines = [columns.map((column) => quote(column.name, delimiter))];
  for (let i = 0; i < length; i++) {
    lines.push(columns.map((column) => quote(cell(column, i), delimiter)));
  }
  return lines.map((fields) => printLine(fields, delimiter)).join("");
}

/** A line without a character would be skipped by readers, so a lone empty field is quoted. */
function printLine(fields: readonly string[], delimiter: string): string {
  const line = fields.join(delimiter);
  return `${line === "" ? '""' : line}\n`;
}

function rowCount(columns: readonly (CsvColumn | Column)[]): number {
  const lengths = columns.map((column) => cells(column).length);
  const length = lengths[0] ?? 0;
  if (lengths.some((other) => other !== length)) {
    throw new RangeError(`formatCsv: columns must have equal lengths, got ${lengths.join(", ")}`);
  }
  return length;
}

function cells(column: CsvColumn | Column): CsvColumn["values"] {
  return "codes" in column ? column.codes : column.values;
}

function cell(column: CsvColumn | Column, row: number): string {
  const value = "codes" in column ? column.levels[column.codes[row]!] : column.values[row];
  if (typeof value === "string") return value;
  if (value === undefined || value === null || Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `formatCsv: ${quoted(column.name)} must be finite, got ${value} in row ${row}`,
    );
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function quote(field: string, delimiter: string): string {
  const plain = !/["\r\n]/.test(field) && !field.includes(delimiter) && field.trim() === field;
  return plain ? field : `"${field.replaceAll('"', '""')}"`;
}
