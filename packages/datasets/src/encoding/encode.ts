import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

import { dataError } from "../data-error.ts";
import type { CategoricalEncoding, Encoder, NumericEncoding } from "./encoder.ts";
import { featureNames } from "./encoder.ts";
import { getColumn } from "../table/get-column.ts";
import { parseNumber } from "../table/parse-number.ts";
import { rowIndices } from "../row-indices.ts";
import type { CategoricalColumn, Column, NumericColumn, Table } from "../table/table.ts";
import { quoted } from "../quoted.ts";

/** What was filled in or left at zero on the way: columns without such values are not listed. */
export interface EncodeReport {
  /** Missing values that were replaced by the training mean or mode. */
  readonly imputed: readonly { readonly column: string; readonly count: number }[];
  /** Values whose level the training rows did not have, with up to five of those levels. */
  readonly unknownLevels: readonly {
    readonly column: string;
    readonly count: number;
    readonly levels: readonly string[];
  }[];
}

/** Features of a table. */
export interface Encoded {
  /** Shape [rows, features]. */
  readonly x: Matrix;
  readonly featureNames: readonly string[];
  readonly report: EncodeReport;
}

/** One column's slice of the work. */
interface Target {
  readonly table: Table;
  readonly encoder: Encoder;
  readonly rows: ArrayLike<number>;
  readonly x: Matrix;
  readonly imputed: { column: string; count: number }[];
  readonly unknownLevels: { column: string; count: number; levels: string[] }[];
}

/**
 * Features of the rows of a table, shape [rows, features], by an encoder that may have been learnt
 * from another table. Columns that the encoder does not know are ignored.
 *
 * @throws {@link DataError} when a column is lacking (with the nearest name) or is of another kind
 *   than in training, a value is missing under `missing: "error"`, a level is unknown under
 *   `unknownLevels: "error"`, or a value is too large to standardise; with the line where there is one
 * @throws {@link !RangeError} when `rows` is not within the table
 */
export function encode(encoder: Encoder, table: Table, rows?: ArrayLike<number>): Encoded {
  const names = featureNames(encoder);
  const indices = rowIndices(table.rows, rows, "encode");
  const x = matrix(indices.length, names.length);
  const target: Target = { table, encoder, rows: indices, x, imputed: [], unknownLevels: [] };
  let at = 0;
  for (const encoding of encoder.columns) {
    const column = getColumn(table, encoding.name, "encode");
    if (encoding.kind === "number") {
      at = writeNumeric(target, encoding, numericColumn(table, column), at);
    } else {
      at = writeCategorical(target, encoding, categoricalColumn(table, column), at);
    }
  }
  const report = { imputed: target.imputed, unknownLevels: target.unknownLevels };
  return { x, featureNames: names, report };
}

function writeNumeric(
  target: Target,
  encoding: NumericEncoding,
  column: NumericColumn,
  at: number,
): number {
  const { rows, x } = target;
  let imputed = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const isMissing = column.missing[row] === 1;
    if (isMissing) {
      refuseMissing(target, encoding.name, row);
      imputed++;
      if (encoding.indicator) x.data[i * x.cols + at + 1] = 1;
    }
    const value = isMissing ? encoding.mean : column.values[row]!;
    const feature = target.encoder.standardize ? (value - encoding.mean) / encoding.sd : value;
    if (!Number.isFinite(feature)) {
      const message = `column ${quoted(encoding.name)} must have finite standardised values, got ${feature} from ${value}`;
      throw dataError("encode", message, placeOf(target.table, encoding.name, row));
    }
    x.data[i * x.cols + at] = feature;
  }
  if (imputed > 0) target.imputed.push({ column: encoding.name, count: imputed });
  return at + (encoding.indicator ? 2 : 1);
}

function writeCategorical(
  target: Target,
  encoding: CategoricalEncoding,
  column: CategoricalColumn,
  at: number,
): number {
  const { rows, x } = target;
  const width = encoding.levels.length;
  const featureOf = new Map(encoding.levels.map((level, k) => [level, k]));
  const unknown = { column: encoding.name, count: 0, levels: [] as string[] };
  let imputed = 0;
  for (let i = 0; i < rows.length; i++) {
    const code = column.codes[rows[i]!]!;
    if (code < 0) {
      refuseMissing(target, encoding.name, rows[i]!);
      imputed++;
      if (encoding.indicator) x.data[i * x.cols + at + width] = 1;
    }
    const level = code < 0 ? encoding.mode : column.levels[code]!;
    const feature = featureOf.get(level);
    if (feature === undefined) noteUnknown(target, unknown, level, rows[i]!);
    else x.data[i * x.cols + at + feature] = 1;
  }
  if (imputed > 0) target.imputed.push({ column: encoding.name, count: imputed });
  if (unknown.count > 0) target.unknownLevels.push(unknown);
  return at + width + (encoding.indicator ? 1 : 0);
}

function noteUnknown(
  target: Target,
  unknown: { column: string; count: number; levels: string[] },
  level: string,
  row: number,
): void {
  if (target.encoder.unknownLevels === "error") {
    const message = `column ${quoted(unknown.column)} must have a level seen in training, got ${quoted(level)}`;
    throw dataError("encode", message, placeOf(target.table, unknown.column, row));
  }
  unknown.count++;
  if (unknown.levels.length < 5 && !unknown.levels.includes(level)) unknown.levels.push(level);
}

function refuseMissing({ encoder, table }: Target, name: string, row: number): void {
  if (encoder.missing !== "error") return;
  const message = `column ${quoted(name)} must have no missing value (missing: "error"), got one`;
  throw dataError("encode", message, placeOf(table, name, row));
}

/** The column as numbers; one without any value has no kind of its own, so it fits. */
function numericColumn(table: Table, column: Column): NumericColumn {
  if (column.kind === "number") return column;
  const code = column.levels.findIndex((level) => parseNumber(level) === undefined);
  const row = column.codes.indexOf(code);
  if (column.codes.some((other) => other >= 0)) {
    const message = `column ${quoted(column.name)} must be numeric as in training, got ${quoted(column.levels[Math.max(code, 0)]!)}`;
    throw dataError("encode", message, placeOf(table, column.name, row));
  }
  const values = new Float64Array(table.rows).fill(NaN);
  return { kind: "number", name: column.name, values, missing: new Uint8Array(table.rows).fill(1) };
}

function categoricalColumn(table: Table, column: Column): CategoricalColumn {
  if (column.kind === "category") return column;
  const row = column.missing.indexOf(0);
  if (row >= 0) {
    const message =
      `column ${quoted(column.name)} must be categorical as in training, got the number ` +
      `${column.values[row]!}; parse the table with types: columnTypes(encoder)`;
    throw dataError("encode", message, placeOf(table, column.name, row));
  }
  const codes = new Int32Array(table.rows).fill(-1);
  return { kind: "category", name: column.name, levels: [], codes };
}

function placeOf(
  table: Table,
  column: string,
  row: number,
): { file: string | undefined; line: number | undefined; column: string } {
  return { file: table.file, line: row < 0 ? undefined : table.lines?.[row], column };
}
