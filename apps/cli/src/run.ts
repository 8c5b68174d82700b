import { CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import { describeError } from "./errors/describe-error.ts";
import { withEngineChoice } from "./engine/engine-choice.ts";
import { type ExitCode, exitCodes } from "./errors/exit-codes.ts";
import type { Io } from "./io.ts";
import { colours } from "./screen/terminal-colours.ts";

/**
 * Runs one `ntkit` command and returns its exit code; never throws and never ends the process.
 *
 * @param argv - what stands after `ntkit` on the command line
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const args = argv.length === 0 ? ["--help"] : [...argv];
    await withEngineChoice(() => commandLine(io).parseAsync(args, { from: "user" }));
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    const thrown: unknown = io.signal.aborted ? io.signal.reason : error;
    return tell(thrown, io, asksForJson(argv));
  }
}

function tell(thrown: unknown, io: Io, json: boolean): ExitCode {
  const { exitCode, error } = describeError(thrown);
  if (json) {
    io.stdout.write(`${JSON.stringify({ error })}\n`);
    return exitCode;
  }
  io.stderr.write(`${colours(io).red("error:")} ${error.message}\n`);
  if (error.code === "unexpected") {
    io.stderr.write("This is a defect of ntkit; NTKIT_DEBUG=1 prints where it happened.\n");
    if (io.env.NTKIT_DEBUG && thrown instanceof Error) io.stderr.write(`${thrown.stack ?? ""}\n`);
  }
  return exitCode;
}

/** Whether errors go out as JSON; must be known before the command line is parsed, which may itself fail. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).includes("--json");
}
