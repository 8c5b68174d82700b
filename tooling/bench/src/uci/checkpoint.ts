import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { UciResult } from "./measure-set.ts";

/** Results kept in a file, one JSON line each, so that an experiment goes on where it was stopped. */
export interface Checkpoint {
  /** What the file held when it was opened, by set. */
  readonly done: ReadonlyMap<string, UciResult>;
  /** Appends a result. */
  readonly keep: (result: UciResult) => void;
}

/**
 * Opens or begins a file of results of one protocol. Lines of other protocols stay and are left out; a last
 * line cut off in the middle counts as absent.
 *
 * @throws SyntaxError when another line is not JSON
 */
export function openCheckpoint(path: string, protocol: string): Checkpoint {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const lines = text.split("\n");
  const torn = lines.pop() !== "";
  if (torn) appendFileSync(path, "\n");
  const results = lines
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line) as UciResult & { readonly protocol: string })
    .filter((result) => result.protocol === protocol);
  return {
    done: new Map(results.map((result) => [result.name, result])),
    keep: (result) => {
      appendFileSync(path, `${JSON.stringify({ protocol, ...result })}\n`);
    },
  };
}
