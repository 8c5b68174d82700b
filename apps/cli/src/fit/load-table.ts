import { basename } from "node:path";
import { type ColumnKind, type Table, parseTable } from "@ntkit/datasets";
import { readInput } from "../input/read-file.ts";
import { sha256 } from "../model/write-model.ts";

/** How a table file is read. */
export interface TableFormat {
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly types?: ReadonlyMap<string, ColumnKind> | undefined;
}

/** A table and the file that it came from. */
export interface LoadedTable {
  readonly table: Table;
  /** The file's name without its folders. */
  readonly name: string;
  readonly sha256: string;
}

/**
 * Reads a CSV or TSV file.
 *
 * @throws DataError when it is missing, unreadable or not a table
 */
export async function loadTable(
  cwd: string,
  path: string,
  { delimiter, header, types }: TableFormat,
): Promise<LoadedTable> {
  const bytes = await readInput(cwd, path);
  const table = parseTable(bytes, {
    file: path,
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(types !== undefined && { types }),
  });
  return { table, name: basename(path), sha256: sha256(bytes) };
}
