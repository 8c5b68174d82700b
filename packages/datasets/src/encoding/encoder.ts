import type { ColumnKind } from "../table/table.ts";

/** A numeric column: (x − mean) / sd, with `mean` in place of a missing x. */
export interface NumericEncoding {
  readonly kind: "number";
  readonly name: string;
  readonly mean: number;
  /** Population standard deviation over the training rows; 1 for a column that is constant there. */
  readonly sd: number;
  /** Whether a further 0/1 feature says that the value was missing. */
  readonly indicator: boolean;
}

/** A categorical column: one 0/1 feature per level, with `mode` in place of a missing value. */
export interface CategoricalEncoding {
  readonly kind: "category";
  readonly name: string;
  /** The levels of the training rows, numbers in their order, then text by code unit. */
  readonly levels: readonly string[];
  /** The most frequent level of the training rows, the first of `levels` among equals. */
  readonly mode: string;
  /** Whether a further 0/1 feature says that the value was missing. */
  readonly indicator: boolean;
}

/** How one column becomes features. */
export type ColumnEncoding = NumericEncoding | CategoricalEncoding;

/** What to do with a missing value. */
export type MissingPolicy = "mean" | "indicator" | "error";

/** What to do with a level that the training rows did not have. */
export type UnknownLevelPolicy = "zeros" | "error";

/**
 * Everything that turns the columns of a table into features, as learnt from the training rows.
 * Plain data: `JSON.stringify` writes it, `validateEncoder` reads it back.
 */
export interface Encoder {
  readonly format: "ntkit-encoder";
  readonly version: 1;
  readonly standardize: boolean;
  readonly missing: MissingPolicy;
  readonly unknownLevels: UnknownLevelPolicy;
  readonly columns: readonly ColumnEncoding[];
}

/** Names of the features in the order of the columns of `encode`'s matrix. */
export function featureNames(encoder: Encoder): string[] {
  return encoder.columns.flatMap((column) => {
    const values =
      column.kind === "number" ? [column.name] : column.levels.map((l) => `${column.name}=${l}`);
    return column.indicator ? [...values, `${column.name} is missing`] : values;
  });
}

/**
 * Kind of every column that the encoder needs. Pass it to `parseTable` as `types` when reading a
 * table to predict on: a column of levels "1", "2", "x" stays categorical there although the new
 * table may have only numbers in it.
 */
export function columnTypes(encoder: Encoder): Map<string, ColumnKind> {
  return new Map(encoder.columns.map((column) => [column.name, column.kind]));
}
