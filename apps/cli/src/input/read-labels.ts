import { DataError, type Table, readIdx, readNpy } from "@ntkit/datasets";
import { parseInput } from "./parse-input.ts";
import { readInput } from "./read-file.ts";

/** The labels of samples, in their order, and the lines of the file that they are on. */
export interface Labels {
  readonly values: readonly string[];
  readonly lines?: Int32Array | undefined;
  /** The first line of the file, if it was taken for the name of the column. */
  readonly header?: string | undefined;
}

/**
 * The labels in a file: a CSV or TSV with one column (or one that is named `label`), or an NPY or IDX
 * vector of whole numbers.
 *
 * @throws DataError when the file is missing, is none of these, or has a gap
 */
export async function readLabels(cwd: string, path: string): Promise<Labels> {
  const bytes = await readInput(cwd, path);
  const isArray = bytes[0] === 0x93 || bytes[0] === 0x1f || (bytes[0] === 0 && bytes[1] === 0);
  if (!isArray) return tableLabels(parseInput(bytes, path), path);
  const array = bytes[0] === 0x93 ? readNpy(bytes, { file: path }) : readIdx(bytes, { file: path });
  if (array.shape.length !== 1) {
    throw new DataError(`labels must be a vector [N], got shape (${array.shape.join(", ")})`, {
      file: path,
    });
  }
  return { values: Array.from(array.data, String) };
}

/** Cells of a column as text, with a gap refused. */
export function columnText(table: Table, name: string, path: string): string[] {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) {
    const names = table.columns.map((one) => one.name).join(", ");
    throw new DataError(`table must have a column "${name}", got ${names}`, { file: path });
  }
  const cell = (row: number): string | undefined => {
    if (column.kind === "category") return column.levels[column.codes[row]!];
    return column.missing[row] === 1 ? undefined : String(column.values[row]);
  };
  return Array.from({ length: table.rows }, (_, row) => {
    const text = cell(row);
    if (text !== undefined) return text;
    const place = { file: path, line: table.lines?.[row], column: name };
    throw new DataError(`column "${name}" must have a value in every row, got none`, place);
  });
}

function tableLabels(table: Table, path: string): Labels {
  const [first, second] = table.columns;
  const name = second === undefined ? first!.name : "label";
  const header = table.lines !== undefined && table.lines[0]! > 1 ? name : undefined;
  return { values: columnText(table, name, path), lines: table.lines, header };
}
