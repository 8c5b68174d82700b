import { DataError, type Table, parseTable } from "@ntkit/datasets";
import { refuseArchive } from "./refuse-archive.ts";

/**
 * The table in a file of a command that has no option for the header, which is guessed.
 *
 * @throws DataError as `parseTable`, without the remedy that only programs have
 */
export function parseInput(bytes: Uint8Array, path: string): Table {
  refuseArchive(bytes, path, "one array (NPY) or a table (CSV, TSV)");
  try {
    return parseTable(bytes, { file: path });
  } catch (error) {
    if (error instanceof DataError) {
      error.message = error.message.replace(
        /[;,] pass header: false if (that|this) line is data/,
        "",
      );
    }
    throw error;
  }
}
