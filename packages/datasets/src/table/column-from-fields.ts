import { dataError } from "../data-error.ts";
import { parseNumber } from "./parse-number.ts";
import type { CategoricalColumn, Column, ColumnKind, NumericColumn } from "./table.ts";
import { quoted } from "../quoted.ts";

/** The fields of one column and what is needed to type them and to complain about them. */
export interface ColumnFields {
  readonly name: string;
  /** Trimmed fields, one per row. */
  readonly fields: readonly string[];
  readonly lines: readonly number[];
  readonly missing: ReadonlySet<string>;
  readonly decimal: "." | ",";
  readonly delimiter: string;
  readonly file: string | undefined;
}

/**
 * A typed column: numeric when every field that is not missing is a number, else categorical;
 * `kind` decides instead when it is given.
 *
 * @throws {@link DataError} with line and column for an infinite number, for a field that is not a
 *   number in a column that must be numeric, and for decimal commas that nobody announced
 */
export function columnFromFields(source: ColumnFields, kind?: ColumnKind): Column {
  if (kind === "category") return categorical(source);
  const values = new Float64Array(source.fields.length);
  const missing = new Uint8Array(source.fields.length);
  let infinite = -1;
  for (const [i, field] of source.fields.entries()) {
    if (source.missing.has(field)) {
      values[i] = NaN;
      missing[i] = 1;
      continue;
    }
    const number = parseNumber(source.decimal === "," ? field.replace(",", ".") : field);
    if (number === undefined) {
      if (kind === "number") throw fieldError(source, i, "must be a number");
      refuseDecimalCommas(source);
      return categorical(source);
    }
    if (infinite < 0 && !Number.isFinite(number)) infinite = i;
    values[i] = number;
  }
  if (infinite >= 0) throw fieldError(source, infinite, "must be a finite number");
  return { kind: "number", name: source.name, values, missing } satisfies NumericColumn;
}

function categorical(source: ColumnFields): CategoricalColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(source.fields.length);
  for (const [i, field] of source.fields.entries()) {
    if (source.missing.has(field)) {
      codes[i] = -1;
      continue;
    }
    let code = codeOf.get(field);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(field, code);
    }
    codes[i] = code;
  }
  return { kind: "category", name: source.name, levels: [...codeOf.keys()], codes };
}

const decimalComma = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;

/** `1,5` in a column of numbers would become a category per value: ask instead. */
function refuseDecimalCommas(source: ColumnFields): void {
  if (source.decimal === "," || source.delimiter === ",") return;
  let first = -1;
  for (const [i, field] of source.fields.entries()) {
    if (source.missing.has(field)) continue;
    if (decimalComma.test(field)) first = first < 0 ? i : first;
    else if (parseNumber(field) === undefined) return;
  }
  if (first >= 0) {
    throw fieldError(
      source,
      first,
      'must have decimal points; for decimal commas pass decimal: ","',
    );
  }
}

function fieldError(source: ColumnFields, row: number, mustBe: string): Error {
  const field = source.fields[row]!;
  return dataError("parseTable", `column ${quoted(source.name)} ${mustBe}, got ${quoted(field)}`, {
    file: source.file,
    line: source.lines[row],
    column: source.name,
  });
}
