import { Option } from "commander";
import { wholeNumber } from "./value-parsers.ts";

/**
 * `--threads`: for linear algebra, and in `kernel` for the layers.
 *
 * @param text - what they are for
 */
export function threadsOption(
  text = "threads of the linear algebra (default: all processors, one for small tables)",
): Option {
  return new Option("--threads <n>", `${text}; no result depends on it`).argParser(
    wholeNumber(1, 256),
  );
}
