import { LineCounter } from "yaml";
import { NetworkError } from "../network-error.ts";
import type { Problem } from "./problem.ts";

/** A text that is being read, and how to complain about a place in it. */
export interface SourceText {
  readonly text: string;
  readonly lines: LineCounter;
  /** Throws a {@link NetworkError} that points at an offset in the text. */
  fail(problem: Problem, offset?: number, cause?: unknown): never;
}

/** Returns the text, without a byte-order mark, as a source for readers. */
export function sourceText(raw: string, file?: string): SourceText {
  // A lone carriage return ends a line in YAML and is a blank in JSON, but not for the library.
  const text = (raw.startsWith("\uFEFF") ? raw.slice(1) : raw).replace(/\r(?!\n)/g, "\n");
  const lines = new LineCounter();
  return {
    text,
    lines,
    fail(problem, offset, cause) {
      const place = offset === undefined ? {} : placeAt(lines, offset);
      const detail = { ...problem, ...place, ...(file === undefined ? {} : { file }) };
      throw new NetworkError(problem.message, detail, cause === undefined ? {} : { cause });
    },
  };
}

function placeAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
