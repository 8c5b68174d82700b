import { dataError } from "../data-error.ts";
import { quoted } from "../quoted.ts";

/** One split: row indices from 0. `test` is the validation part in a `conxuntos.dat`. */
export interface UciSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits of a `conxuntos.dat` (one) or `conxuntos_kfold.dat` (four) of the UCI collection of
 * Fernández-Delgado et al.: lines of row indices, in turn a training and a test part. The test parts of the four
 * overlap: they are random 75/25 splits.
 *
 * @param rows - number of rows of the set, which no index may reach
 * @throws {@link DataError} with the line when an index is not one of the set, a part is empty, or a
 *   row is in both parts of a split
 */
export function parseUciSplits(
  text: string,
  rows: number,
  options: { readonly file?: string } = {},
): UciSplit[] {
  const { file } = options;
  const parts = text.split(/\r\n|\n|\r/).flatMap((content, i) => {
    const fields = content.split(/\s+/).filter((field) => field !== "");
    return fields.length === 0
      ? []
      : [{ line: i + 1, indices: indicesOf(fields, rows, i + 1, file) }];
  });
  if (parts.length === 0 || parts.length % 2 === 1) {
    throw dataError("parseUciSplits", `file must have pairs of lines, got ${parts.length}`, {
      file,
    });
  }
  return Array.from({ length: parts.length / 2 }, (_, pair) => {
    const [train, test] = [parts[2 * pair]!, parts[2 * pair + 1]!];
    const known = new Set(train.indices);
    const shared = test.indices.find((index) => known.has(index));
    if (shared !== undefined) {
      const message = `test rows must not be training rows, got ${shared} in both`;
      throw dataError("parseUciSplits", message, { file, line: test.line });
    }
    return { train: train.indices, test: test.indices };
  });
}

function indicesOf(
  fields: readonly string[],
  rows: number,
  line: number,
  file: string | undefined,
): Int32Array {
  return Int32Array.from(fields, (field) => {
    const index = /^\d{1,9}$/.test(field) ? Number(field) : NaN;
    if (index < rows) return index;
    const message = `row indices must be integers from 0 to ${rows - 1}, got ${quoted(field)}`;
    throw dataError("parseUciSplits", message, { file, line });
  });
}
