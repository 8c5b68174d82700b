import type { Io } from "../io.ts";
import { colours } from "./terminal-colours.ts";

/** How much a command says on stderr. */
export interface Loudness {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A line on stderr that the user should know but no program needs; silent with --json and --quiet. */
export function note(io: Io, { json, quiet }: Loudness, text: string): void {
  if (!json && !quiet) io.stderr.write(`${colours(io).dim(text)}\n`);
}
