import { basename } from "node:path";
import { type ColumnKind, DataError, type Table, parseTable } from "@ntkit/datasets";
import { readInput } from "../input/read-file.ts";
import { refuseArchive } from "../input/refuse-archive.ts";
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
  refuseArchive(bytes, path, "a table (CSV, TSV)");
  try {
    const table = parseTable(bytes, {
      file: path,
      ...(delimiter !== undefined && { delimiter }),
      ...(header !== undefined && { header }),
      ...(types !== undefined && { types }),
    });
    return { table, name: basename(path), sha256: sha256(bytes) };
  } catch (error) {
    throw inFlags(error);
  }
}

/** The error with the remedy as this program's flag instead of the package's option. */
function inFlags(error: unknown): unknown {
  if (error instanceof DataError) {
    error.message = error.message.replace("pass header: false", "add --no-header");
  }
  return error;
}
