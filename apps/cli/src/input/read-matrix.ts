import {
  type CategoricalColumn,
  DataError,
  type Table,
  npyToMatrix,
  readNpy,
} from "@ntkit/datasets";
import { type Matrix, matrix } from "@ntkit/linalg";
import { parseInput } from "./parse-input.ts";
import { readInput } from "./read-file.ts";

/**
 * The matrix in a file: a two-dimensional NPY array of numbers, or a CSV or TSV of numbers with or without
 * a header. NPY is known by its first bytes, not by its name.
 *
 * @throws DataError when the file is missing, is neither, or has a value that is missing or not a finite number
 */
export async function readMatrix(cwd: string, path: string): Promise<Matrix> {
  return readArray(cwd, path, [2]);
}

/**
 * As {@link readMatrix}, where an NPY array [rows] is one column.
 *
 * @throws DataError as `readMatrix`
 */
export async function readColumns(cwd: string, path: string): Promise<Matrix> {
  return readArray(cwd, path, [1, 2]);
}

async function readArray(
  cwd: string,
  path: string,
  dimensions: readonly number[],
): Promise<Matrix> {
  const bytes = await readInput(cwd, path);
  if (bytes[0] !== 0x93) return tableMatrix(parseInput(bytes, path));
  const array = readNpy(bytes, { file: path });
  if (!dimensions.includes(array.shape.length) || array.shape.includes(0)) {
    const vector = dimensions.includes(1) ? "[rows] or " : "";
    throw new DataError(
      `array must have shape ${vector}[rows, columns] with none 0, got [${array.shape.join(", ")}]`,
      { file: path },
    );
  }
  return npyToMatrix(array, { file: path });
}

function tableMatrix(table: Table): Matrix {
  const { rows, columns, file } = table;
  const result = matrix(rows, columns.length);
  for (const [j, column] of columns.entries()) {
    if (column.kind === "category") {
      const row = firstWord(column);
      const got = row < 0 ? "no value" : `"${column.levels[column.codes[row]!]!}"`;
      const place = { file, line: table.lines?.[Math.max(row, 0)], column: column.name };
      throw new DataError(`column "${column.name}" must have numbers only, got ${got}`, place);
    }
    const gap = column.missing.indexOf(1);
    if (gap >= 0) {
      const place = { file, line: table.lines?.[gap], column: column.name };
      throw new DataError(
        `column "${column.name}" must have a number in every row, got none`,
        place,
      );
    }
    for (let i = 0; i < rows; i++) result.data[i * columns.length + j] = column.values[i]!;
  }
  return result;
}

/** The first row with something that is no number, or with a value where all of them are gaps; -1 without. */
function firstWord({ codes, levels }: CategoricalColumn): number {
  const word = codes.findIndex((code) => code >= 0 && !Number.isFinite(Number(levels[code])));
  return word < 0 ? codes.findIndex((code) => code >= 0) : word;
}
