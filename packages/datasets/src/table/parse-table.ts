import { columnFromFields } from "./column-from-fields.ts";
import { csvRecords } from "./csv-records.ts";
import { dataError } from "../data-error.ts";
import { decodeUtf8 } from "../decode-utf8.ts";
import { guessDelimiter } from "./guess-delimiter.ts";
import { parseNumber } from "./parse-number.ts";
import type { ColumnKind, Table } from "./table.ts";
import { quoted } from "../quoted.ts";

/** How to read a table. */
export interface ParseTableOptions {
  /** One character. Guessed among tab, semicolon and comma when left out. */
  readonly delimiter?: string;
  /** Whether the first row has the column names. Guessed when left out, see {@link parseTable}. */
  readonly header?: boolean;
  /** The file's name, for messages. */
  readonly file?: string;
  /** Fields that mean "no value" (after trimming). Default {@link defaultMissing}. */
  readonly missing?: readonly string[];
  /** Decimal sign of the numbers. Default `"."`. */
  readonly decimal?: "." | ",";
  /** Kinds of columns that are not to be inferred, by name; names that do not occur are ignored. */
  readonly types?: ReadonlyMap<string, ColumnKind>;
}

/** The fields that mean "no value" unless the caller says otherwise. */
export const defaultMissing: readonly string[] = ["", "NA", "NaN", "nan", "?", "null", "None"];

/**
 * Table of a CSV or TSV text (RFC 4180: quoted fields may hold delimiters, newlines and doubled
 * quotes; LF, CRLF or CR; a byte order mark and lines without a character are skipped).
 *
 * Header: the first row is taken for one when none of its fields is a number or a missing-value
 * marker (an empty field is allowed and named `column<i>`); without a header all names are
 * `column1`, `column2`, …. Types: a column is numeric when all its fields that are not missing are
 * decimal numbers, quoted or not; `007` is the number 7. Everything else is categorical, text too.
 * Spaces around a field never count.
 *
 * @returns the columns, and for every row its line in the file; O(length) time
 * @throws {@link DataError} with line (and column) for a ragged row, a misplaced quote, an infinite
 *   number, a NUL character, invalid UTF-8 (with its offset), a duplicate column name, no rows
 * @throws {@link !RangeError} when `delimiter` is not a single character other than a quote or line end
 */
export function parseTable(source: string | Uint8Array, options: ParseTableOptions = {}): Table {
  const { file } = options;
  const text = textOf(source, file);
  const delimiter = checkedDelimiter(options.delimiter) ?? guessDelimiter(text);
  const { records, lines } = csvRecords(text, delimiter, file);
  const missing = new Set(options.missing ?? defaultMissing);
  const first = records[0];
  if (first === undefined) {
    throw dataError("parseTable", "table must have rows, got an empty file", { file });
  }
  const header = options.header ?? looksLikeHeader(first, missing);
  const names = header
    ? headerNames(first, lines[0]!, file)
    : first.map((_, j) => `column${j + 1}`);
  if (header) {
    records.shift();
    lines.shift();
  }
  if (records.length === 0) {
    const remedy = options.header === undefined ? "; pass header: false if that line is data" : "";
    throw dataError("parseTable", `table must have rows, got only a header${remedy}`, { file });
  }
  const decimal = options.decimal ?? ".";
  const columns = names.map((name, j) => {
    const fields = records.map((record) => record[j]!.trim());
    const column = { name, fields, lines, missing, decimal, delimiter, file };
    return columnFromFields(column, options.types?.get(name));
  });
  const table = { columns, rows: records.length, lines: Int32Array.from(lines) };
  return file === undefined ? table : { ...table, file };
}

function textOf(source: string | Uint8Array, file: string | undefined): string {
  const decoded = typeof source === "string" ? source : decodeUtf8(source, "parseTable", file);
  const text = decoded.startsWith("\uFEFF") ? decoded.slice(1) : decoded;
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const line = text.slice(0, nul).split(/\r\n|\n|\r/).length;
    throw dataError("parseTable", "text must not have NUL characters", { file, line });
  }
  return text;
}

function checkedDelimiter(delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || (delimiter.length === 1 && !'"\r\n\uFEFF'.includes(delimiter))) {
    return delimiter;
  }
  const got = quoted(delimiter);
  throw new RangeError(`parseTable: delimiter must be one character, not a quote, got ${got}`);
}

function looksLikeHeader(fields: readonly string[], missing: ReadonlySet<string>): boolean {
  return fields.every((field) => {
    const trimmed = field.trim();
    return trimmed === "" || (parseNumber(trimmed) === undefined && !missing.has(trimmed));
  });
}

function headerNames(fields: readonly string[], line: number, file: string | undefined): string[] {
  const names = fields.map((field, j) => field.trim() || `column${j + 1}`);
  const seen = new Map<string, number>();
  for (const [j, name] of names.entries()) {
    const before = seen.get(name);
    if (before !== undefined) {
      const message =
        `column names must differ, got ${quoted(name)} for columns ${before + 1} and ${j + 1}; ` +
        "pass header: false if this line is data";
      throw dataError("parseTable", message, { file, line, column: name });
    }
    seen.set(name, j);
  }
  return names;
}
