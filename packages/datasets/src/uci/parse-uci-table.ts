import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

import { dataError } from "../data-error.ts";
import { parseNumber } from "../table/parse-number.ts";
import { quoted } from "../quoted.ts";

/** A classification set: features [rows, features] and the class of every row, 0 … classes − 1. */
export interface UciTable {
  readonly x: Matrix;
  readonly labels: Int32Array;
  readonly classes: number;
}

/**
 * Features and labels of a `<set>_R.dat` file of the UCI collection of Fernández-Delgado et al.: a
 * header line, then per line an index, the features (already standardised) and the class from 0,
 * divided by tabs.
 *
 * @throws {@link DataError} with the line for anything else
 * @see Fernández-Delgado et al. 2014, "Do we need hundreds of classifiers to solve real world
 *   classification problems?"
 */
export function parseUciTable(text: string, options: { readonly file?: string } = {}): UciTable {
  const { file } = options;
  const lines = text.split(/\r\n|\n|\r/);
  const width = lines[0]!.split("\t").length;
  const rows: Float64Array[] = [];
  const labels: number[] = [];
  for (const [i, content] of lines.entries()) {
    if (i === 0 || content.trim() === "") continue;
    const numbers = content.split("\t").map((field) => parseNumber(field.trim()) ?? NaN);
    const place = { file, line: i + 1 };
    if (numbers.length !== width || width < 3 || !numbers.every(Number.isFinite)) {
      const must = `row must have an index, features and a class: ${Math.max(width, 3)} numbers`;
      throw dataError("parseUciTable", `${must}, got ${quoted(content)}`, place);
    }
    const label = numbers.at(-1)!;
    if (!Number.isInteger(label) || label < 0 || label > 1e6) {
      throw dataError("parseUciTable", `class must be an integer from 0, got ${label}`, place);
    }
    rows.push(Float64Array.from(numbers.slice(1, -1)));
    labels.push(label);
  }
  if (rows.length === 0)
    throw dataError("parseUciTable", "file must have rows, got none", { file });
  const x = matrix(rows.length, width - 2);
  for (const [i, row] of rows.entries()) x.data.set(row, i * x.cols);
  const classes = labels.reduce((largest, label) => Math.max(largest, label), 0) + 1;
  return { x, labels: Int32Array.from(labels), classes };
}
