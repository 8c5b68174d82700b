import { limits } from "./limits.ts";
import { locate } from "./internal/locate.ts";
import { readYaml } from "./internal/read-yaml.ts";
import { refuseBadJson } from "./internal/refuse-bad-json.ts";
import { type SourceText, sourceText } from "./internal/source-text.ts";
import { toPlain } from "./internal/to-plain.ts";
import { validate } from "./internal/validate.ts";
import type { Network } from "./network.ts";

/** Options of {@link parseNetwork}. */
export interface ParseOptions {
  /** Guessed from the file's name when absent; without either, YAML, of which JSON is a part. */
  readonly format?: "json" | "yaml";
  /** Name of the file for messages. Nothing is read from it. */
  readonly file?: string;
}

/**
 * Returns the network that a JSON or YAML 1.2 text describes, frozen, with defaults filled in.
 *
 * Refused with a position: names that do not exist, options out of their range, keys written twice,
 * YAML anchors, aliases, tags and directives, several documents, and texts beyond {@link limits}.
 * No text makes it hang or fail in any other way. O(length of the text).
 *
 * @throws {NetworkError} with `path`, `line`, `column`, `file`, and `nearest` where a name looks misspelt
 */
export function parseNetwork(text: string, options: ParseOptions = {}): Network {
  const source = sourceText(text, options.file);
  refuseLongText(source);
  if ((options.format ?? formatOf(options.file)) === "json") refuseBadJson(source);
  const root = readYaml(source);
  const { network, problem } = validate(toPlain(root, source));
  return network ?? source.fail(problem, locate(root, problem));
}

function formatOf(file = ""): "json" | "yaml" {
  return file.toLowerCase().endsWith(".json") ? "json" : "yaml";
}

function refuseLongText(source: SourceText): void {
  const { text } = source;
  const bytes =
    text.length > limits.textBytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes <= limits.textBytes) return;
  const message = `must have at most ${limits.textBytes} bytes of text, got ${bytes}`;
  source.fail({ message, path: [] });
}
