import type { Command } from "commander";
import { diagnoseKernel } from "../diagnose/diagnose-kernel.ts";
import { type DiagnoseFlags, checkDiagnoseFlags } from "../diagnose/diagnose-flags.ts";
import { networkPhase } from "../diagnose/network-phase.ts";
import type { Io } from "../io.ts";
import { threadsOption } from "../options/threads-option.ts";
import { listOf, realNumber } from "../options/value-parsers.ts";
import { plotHelp } from "../plot/plot-file.ts";
import { printResult } from "../screen/print-result.ts";

/** Adds `ntkit diagnose` to the command line. */
export function diagnoseCommand(program: Command, io: Io): void {
  program
    .command("diagnose")
    .summary("tell how well a kernel will generalise, or whether a deep network can be trained")
    .description(
      "Tell from a kernel how well regression with it will generalise, for several ridges; or, with\n" +
        "--network alone, whether deep networks of such layers can be trained: phase and depth scales.\n" +
        "The NPZ file holds float64 arrays: eigenvalues [N], descending; loo, the leave-one-out residuals\n" +
        "target - prediction, [R, N] for targets [N] and [N, 1], else [R, N, O]; gcv, dof, norm2 and\n" +
        "condition [R]: generalised cross-validation (a mean square over rows and outputs), degrees of\n" +
        "freedom, squared RKHS norm (summed over outputs), condition number of kernel + ridge.",
    )
    .option("--network <file or preset>", "network as JSON or YAML, or the name of a preset")
    .option(
      "--train <file>",
      "kernel of the training rows [N, N], NPY, CSV or an NPZ of ntkit kernel",
    )
    .option("--targets <file>", "targets: [N] or [N, O]")
    .option(
      "--f0 <file>",
      "outputs before training, which the targets are counted from (default: 0)",
    )
    .option(
      "--ridges <list>",
      "ridges, added to the diagonal as they are, as in 1e-6,1e-3",
      listOf(realNumber((value) => value >= 0, "numbers of at least 0")),
    )
    .option("--out <file>", "NPZ file to write")
    .option("--plot <file>", plotHelp)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: DiagnoseFlags) => {
      checkDiagnoseFlags(flags);
      const result =
        flags.network === undefined ? diagnoseKernel(flags, io) : networkPhase(flags.network, io);
      printResult(await result, io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit diagnose --network mlp:depth=50,activation=erf
  $ ntkit diagnose --train K.npy --targets y.npy --ridges 1e-6,1e-3 --out o.npz --plot k.html`;
