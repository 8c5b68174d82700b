import { Option } from "commander";
import { wholeNumber } from "./value-parsers.ts";

/** `--threads`: for linear algebra, and in `kernel` for the layers. */
export function threadsOption(): Option {
  return new Option(
    "--threads <n>",
    "threads of the linear algebra (default: all processors, one for small tables); no result depends on it",
  ).argParser(wholeNumber(1, 256));
}
