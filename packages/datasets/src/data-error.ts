/** Where in the data an error is: everything that is known, nothing else. Lines count from 1. */
export interface DataErrorPlace {
  readonly file?: string | undefined;
  /** Line of the file, from 1. For a row with quoted newlines: its first line. */
  readonly line?: number | undefined;
  /** Name of the column. */
  readonly column?: string | undefined;
  /** Offset in bytes from the beginning of the file. */
  readonly offset?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Thrown when data (a table, an array file, an encoder read from disk) are not what they must be.
 * The message begins with the place, `table.csv:3: row must have 5 fields, got 4`, and the
 * properties carry the same place for programs. The remedy is to mend the data or the options
 * that say how to read them.
 */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly code = "data";
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: string | undefined;
  readonly offset: number | undefined;

  constructor(message: string, place: DataErrorPlace = {}) {
    super(prefix(place) + message, place.cause === undefined ? {} : { cause: place.cause });
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.offset = place.offset;
  }
}

/** A {@link DataError} that names the function when no file or line says where the data are. */
export function dataError(caller: string, message: string, place: DataErrorPlace = {}): DataError {
  const placed = place.file !== undefined || place.line !== undefined;
  return new DataError(placed ? message : `${caller}: ${message}`, place);
}

function prefix({ file, line }: DataErrorPlace): string {
  if (file === undefined) return line === undefined ? "" : `line ${line}: `;
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}
