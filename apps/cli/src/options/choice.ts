import { Option } from "commander";

/** A value that is one of a few words. */
export function choice(flags: string, text: string, values: readonly string[]): Option {
  return new Option(flags, text).choices([...values]);
}
