import { Command } from "commander";
import { diagnoseCommand } from "./commands/diagnose.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { empiricalCommand } from "./commands/empirical.ts";
import { fitCommand } from "./commands/fit.ts";
import { flowCommand } from "./commands/flow.ts";
import { kernelCommand } from "./commands/kernel.ts";
import { predictCommand } from "./commands/predict.ts";
import { pseudoCommand } from "./commands/pseudo.ts";
import { queryCommand } from "./commands/query.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { type EngineKind, engineChoice, engineOption } from "./engine/engine-choice.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** The whole command line of `ntkit`. Errors are thrown, never printed, so that one place prints them. */
export function commandLine(io: Io): Command {
  const program = new Command("ntkit");
  program
    .description(
      "Neural tangent kernels of infinitely wide networks: fit tables, predict, compute kernels, follow training.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addOption(engineOption())
    .hook("preAction", () => {
      engineChoice().kind = program.opts<{ engine?: EngineKind }>().engine;
    })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getOutHasColors: () => false,
    })
    .showSuggestionAfterError();
  fitCommand(program, io);
  predictCommand(program, io);
  kernelCommand(program, io);
  empiricalCommand(program, io);
  pseudoCommand(program, io);
  flowCommand(program, io);
  queryCommand(program, io);
  simulateCommand(program, io);
  diagnoseCommand(program, io);
  doctorCommand(program, io);
  program.addHelpText("after", exitCodeHelp);
  return program;
}

const exitCodeHelp = `
Results go to stdout, everything else to stderr.
Exit codes: 0 ok, 1 computation failed, 2 usage or configuration, 3 data wrong, 75 try again, 130 interrupted.`;
