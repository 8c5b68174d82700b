import { parse } from "#csv-parse";

import { DataError } from "../data-error.ts";

/** The rows of a CSV text as fields, and the line on which each begins. */
export interface CsvRecords {
  readonly records: string[][];
  readonly lines: number[];
}

/**
 * Rows of a CSV text (RFC 4180; lines may end in LF, CRLF or CR; lines without a character are
 * skipped). Every row has as many fields as the first.
 *
 * @throws {@link DataError} with the line for a ragged row and a quote out of place
 */
export function csvRecords(text: string, delimiter: string, file?: string): CsvRecords {
  const records: string[][] = [];
  const lines: number[] = [];
  const counter = new LineCounter(new TextEncoder().encode(text));
  const onRecord = (fields: string[], info: { bytes: number }): null => {
    const line = counter.lineOfRecord(info.bytes);
    const width = records[0]?.length ?? fields.length;
    if (fields.length !== width) {
      throw new DataError(`row must have ${width} fields, got ${fields.length}`, { file, line });
    }
    records.push(fields);
    lines.push(line);
    return null;
  };
  try {
    parse(text, {
      delimiter,
      // csv-parse tries each of these at every byte.
      record_delimiter: text.includes("\r") ? ["\r\n", "\n", "\r"] : ["\n"],
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: onRecord,
    });
  } catch (error) {
    throw asDataError(error, file, counter);
  }
  return { records, lines };
}

/** What csv-parse says, in our words. Its line numbers count a quoted CRLF twice: ours do not. */
function asDataError(error: unknown, file: string | undefined, counter: LineCounter): unknown {
  if (error instanceof DataError || !(error instanceof Error) || !("code" in error)) return error;
  const place = { file, line: counter.nextRecord(), cause: error };
  const messages: Record<string, string> = {
    CSV_QUOTE_NOT_CLOSED: "a quote opened in this row must be closed, got the end of the text",
    CSV_INVALID_CLOSING_QUOTE:
      "a closing quote must be followed by a delimiter or a line end; double a quote inside a field",
    INVALID_OPENING_QUOTE: "a field with a quote in it must be quoted as a whole",
  };
  return new DataError(messages[String(error.code)] ?? error.message, place);
}

const lineFeed = 10;
const carriageReturn = 13;

/** Lines of the source, counted once from the first byte to the last. */
class LineCounter {
  readonly #bytes: Uint8Array;
  #position = 0;
  #line = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Line on which the record begins that ends before byte `end`; the next call takes the next record. */
  lineOfRecord(end: number): number {
    const start = this.nextRecord();
    while (this.#position < end) this.#step();
    return start;
  }

  /** Line of the next record: skips the lines without a character. */
  nextRecord(): number {
    const bytes = this.#bytes;
    while (
      this.#position < bytes.length &&
      (bytes[this.#position] === lineFeed || bytes[this.#position] === carriageReturn)
    ) {
      this.#step();
    }
    return this.#line;
  }

  #step(): void {
    const byte = this.#bytes[this.#position];
    const isPair = byte === carriageReturn && this.#bytes[this.#position + 1] === lineFeed;
    if (byte === lineFeed || byte === carriageReturn) this.#line++;
    this.#position += isPair ? 2 : 1;
  }
}
