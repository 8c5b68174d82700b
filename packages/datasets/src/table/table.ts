/** What a column holds: numbers, or one of a set of levels. */
export type ColumnKind = "number" | "category";

/** A column of numbers. `values[i]` is NaN exactly where `missing[i]` is 1. */
export interface NumericColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
  readonly missing: Uint8Array;
}

/** A column of levels: row i holds `levels[codes[i]]`, or nothing where `codes[i]` is −1. */
export interface CategoricalColumn {
  readonly kind: "category";
  readonly name: string;
  /** Distinct, in the order of their first row. */
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** One column of a {@link Table}. */
export type Column = NumericColumn | CategoricalColumn;

/** Columns of equal length. A plain record: one made by hand works as well as a parsed one. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** The line of the file on which each row begins, for messages. */
  readonly lines?: Int32Array;
  /** The file's name, for messages. */
  readonly file?: string;
}
