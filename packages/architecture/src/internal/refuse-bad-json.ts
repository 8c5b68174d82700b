import { brief } from "./show.ts";
import type { SourceText } from "./source-text.ts";

/**
 * Refuses what YAML allows beyond JSON: comments, bare words, trailing commas.
 *
 * @throws {NetworkError} when the text is not JSON
 */
export function refuseBadJson(source: SourceText): void {
  try {
    JSON.parse(source.text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const offset = /at position (\d+)/.exec(reason)?.[1];
    countLines(source);
    const message = `is not valid JSON, ${brief(reason)}`;
    source.fail({ message, path: [] }, offset === undefined ? undefined : Number(offset), cause);
  }
}

function countLines({ text, lines }: SourceText): void {
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
    lines.addNewLine(at + 1);
}
