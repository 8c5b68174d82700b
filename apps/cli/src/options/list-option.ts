import { Option } from "commander";
import { listOf } from "./value-parsers.ts";

/** An option with a list, whose default the help shows as one would type it. */
export function listOption<T>(
  flags: string,
  text: string,
  parse: (text: string) => T,
  defaults: readonly T[],
): Option {
  return new Option(flags, text)
    .argParser(listOf(parse))
    .default([...defaults], defaults.join(","));
}
