import type { Command, Option } from "commander";
import { UsageError } from "../errors/usage-error.ts";

/**
 * Adds an option that must be given. Commander's own required options are checked before unknown ones
 * are, so a misspelt `--targt` would be reported as a missing `--target`; here the misspelling is.
 *
 * @param adapt - gives the option a parser, or choices
 * @throws {@link UsageError} when the command runs without the option
 */
export function requiredOption(
  command: Command,
  flags: string,
  description: string,
  adapt: (option: Option) => Option = (option) => option,
): Command {
  const option = adapt(command.createOption(flags, `${description} (required)`));
  return command.addOption(option).hook("preAction", () => {
    if (command.getOptionValue(option.attributeName()) === undefined) {
      throw new UsageError(`required option '${flags}' not specified`, { option: option.long });
    }
  });
}
