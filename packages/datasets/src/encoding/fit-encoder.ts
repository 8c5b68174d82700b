import { dataError } from "../data-error.ts";
import type {
  CategoricalEncoding,
  ColumnEncoding,
  Encoder,
  MissingPolicy,
  NumericEncoding,
  UnknownLevelPolicy,
} from "./encoder.ts";
import { getColumn } from "../table/get-column.ts";
import { isMissing } from "../table/is-missing.ts";
import { moments } from "./moments.ts";
import { rowIndices } from "../row-indices.ts";
import { sortLevels } from "./sort-levels.ts";
import type { CategoricalColumn, Column, NumericColumn, Table } from "../table/table.ts";
import { quoted } from "../quoted.ts";

/** What {@link fitEncoder} learns from, and the rules that it writes down. */
export interface FitEncoderOptions {
  /** The column to predict: it is no feature. */
  readonly target?: string;
  /** Further columns that are no features. */
  readonly exclude?: readonly string[];
  /** The training rows. Default all. Nothing of the other rows enters the encoder. */
  readonly rows?: ArrayLike<number>;
  /** Whether numeric features become (x − mean) / sd. Default true. */
  readonly standardize?: boolean;
  /**
   * Missing values: `"mean"` (default) puts the training mean (numbers) or the most frequent
   * training level; `"indicator"` does that too and adds a 0/1 feature for each column with a
   * missing value in the training rows; `"error"` refuses them.
   */
  readonly missing?: MissingPolicy;
  /** Levels not seen in training: `"zeros"` (default, counted in the report) or `"error"`. */
  readonly unknownLevels?: UnknownLevelPolicy;
  /** Most levels that a categorical column may have, so that a column of names is not one-hot coded. Default 1000. */
  readonly maxLevels?: number;
}

/**
 * Encoder learnt from the training rows of a table: numeric columns are standardised, categorical
 * columns (those with two levels too) become one 0/1 feature per training level.
 *
 * A numeric column that is constant over the training rows gets sd 1, so that it becomes 0 there.
 * Standard deviations are those of the population (divided by n). One-hot features stay 0 and 1.
 *
 * @throws {@link DataError} when a named column does not exist, no feature is left, a column has no
 *   value in the training rows, has too many levels, or (with `missing: "error"`) lacks a value
 * @throws {@link !RangeError} when `rows` is empty or not within the table
 */
export function fitEncoder(table: Table, options: FitEncoderOptions = {}): Encoder {
  const { target, exclude = [], missing = "mean", maxLevels = 1000 } = options;
  const rows = rowIndices(table.rows, options.rows, "fitEncoder");
  if (rows.length === 0) throw new RangeError("fitEncoder: rows must not be empty, got 0");
  const left = new Set(target === undefined ? exclude : [target, ...exclude]);
  for (const name of left) getColumn(table, name, "fitEncoder");
  const columns = table.columns
    .filter((column) => !left.has(column.name))
    .map((column): ColumnEncoding => {
      refuseUnusable(table, column, rows, missing);
      return column.kind === "number"
        ? fitNumeric(table, column, rows, missing)
        : fitCategorical(table, column, rows, missing, maxLevels);
    });
  if (columns.length === 0) {
    throw dataError(
      "fitEncoder",
      "table must have a feature column besides those left out, got none",
      {
        file: table.file,
      },
    );
  }
  return {
    format: "ntkit-encoder",
    version: 1,
    standardize: options.standardize ?? true,
    missing,
    unknownLevels: options.unknownLevels ?? "zeros",
    columns,
  };
}

function refuseUnusable(
  table: Table,
  column: Column,
  rows: ArrayLike<number>,
  missing: MissingPolicy,
): void {
  const place = { file: table.file, column: column.name };
  const all = Array.from(rows);
  const gap = all.find((row) => isMissing(column, row));
  if (gap !== undefined && missing === "error") {
    const message = `column ${quoted(column.name)} must have no missing value (missing: "error"), got one`;
    throw dataError("fitEncoder", message, { ...place, line: table.lines?.[gap] });
  }
  if (gap !== undefined && all.every((row) => isMissing(column, row))) {
    const message = `column ${quoted(column.name)} must have a value in the training rows, got none in ${all.length}; exclude it`;
    throw dataError("fitEncoder", message, place);
  }
}

function fitNumeric(
  table: Table,
  column: NumericColumn,
  rows: ArrayLike<number>,
  missing: MissingPolicy,
): NumericEncoding {
  const present = Array.from(rows).filter((row) => !isMissing(column, row));
  const { mean, sd } = moments(Float64Array.from(present, (row) => column.values[row]!));
  if (!Number.isFinite(mean) || !Number.isFinite(sd)) {
    const message = `column ${quoted(column.name)} must have a finite mean and standard deviation, got ${mean} and ${sd}; rescale it`;
    throw dataError("fitEncoder", message, { file: table.file, column: column.name });
  }
  const indicator = missing === "indicator" && present.length < rows.length;
  return { kind: "number", name: column.name, mean, sd: sd === 0 ? 1 : sd, indicator };
}

function fitCategorical(
  table: Table,
  column: CategoricalColumn,
  rows: ArrayLike<number>,
  missing: MissingPolicy,
  maxLevels: number,
): CategoricalEncoding {
  const counts = new Map<string, number>();
  let present = 0;
  for (const row of Array.from(rows)) {
    const code = column.codes[row]!;
    if (code < 0) continue;
    const level = column.levels[code]!;
    counts.set(level, (counts.get(level) ?? 0) + 1);
    present++;
  }
  if (counts.size > maxLevels) {
    const message =
      `column ${quoted(column.name)} must have at most ${maxLevels} levels, got ${counts.size} in ` +
      `${rows.length} rows; exclude it, or raise maxLevels`;
    throw dataError("fitEncoder", message, { file: table.file, column: column.name });
  }
  const levels = sortLevels(counts.keys());
  const mode = levels.reduce((best, level) =>
    counts.get(level)! > counts.get(best)! ? level : best,
  );
  const indicator = missing === "indicator" && present < rows.length;
  return { kind: "category", name: column.name, levels, mode, indicator };
}
