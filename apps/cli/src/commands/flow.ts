import { type Command, Option } from "commander";
import { flow } from "../flow/flow.ts";
import type { FlowFlags } from "../flow/flow-flags.ts";
import type { Io } from "../io.ts";
import { requiredOption } from "../options/required-option.ts";
import { threadsOption } from "../options/threads-option.ts";
import { listOf, realNumber, timeValue } from "../options/value-parsers.ts";
import { plotHelp } from "../plot/plot-file.ts";
import { printResult } from "../screen/print-result.ts";

/** Adds `ntkit flow` to the command line. */
export function flowCommand(program: Command, io: Io): void {
  const notNegative = realNumber((value) => value >= 0, "a number of at least 0");
  const command = program
    .command("flow")
    .summary("predict the outputs of a network at any times of its training, from its kernel")
    .description(
      "Predict the outputs of a network trained on squared errors, at any times, from its kernel.\n" +
        "The NPZ file holds float64 arrays train [T, N, O] and, with --cross, cross [T, M, O]:\n" +
        "T times, N training rows, M other rows, O outputs (1 for targets of shape [N]).",
    );
  requiredOption(
    command,
    "--train <file>",
    "kernel of the training rows, NPY, CSV or an NPZ of ntkit kernel (K.npz:nngp names the array): " +
      "[N, N] for every output, or [N*O, N*O] in full, where row n*O + o is output o of row n",
  );
  requiredOption(command, "--targets <file>", "targets: [N] or [N, O]");
  requiredOption(command, "--times <list>", "times, as in 0,1,10,inf", (option) =>
    option.argParser(listOf(timeValue)),
  );
  requiredOption(
    command,
    "--loss <name>",
    "mean: sum of squares / 2N; sum: sum of squares / 2",
    (option) => option.choices(["mean", "sum"]),
  );
  requiredOption(command, "--out <file>", "NPZ file to write");
  command
    .option("--cross <file>", "kernel of other rows with the training rows: [M, N] or [M*O, N*O]")
    .option("--f0 <file>", "outputs before training: [N] or [N, O] (default: 0)")
    .option(
      "--f0-cross <file>",
      "the other rows' outputs before training: [M] or [M, O] (default: 0)",
    )
    .option("--descent", "count steps of gradient descent instead of the time of gradient flow")
    .addOption(
      new Option("--rate <number>", "learning rate; of gradient flow a factor on time")
        .default(1)
        .argParser(realNumber((value) => value > 0, "a number above 0")),
    )
    .option(
      "--momentum <number>",
      "heavy-ball momentum of --descent",
      realNumber((value) => value >= 0 && value < 1, "a number from 0 to below 1"),
    )
    .option("--ridge <number>", "penalty on the distance from the start", notNegative, 0)
    .option(
      "--rank-tolerance <fraction>",
      "eigenvalues up to this fraction of the largest count as 0 (default: N * 2.2e-16)",
      notNegative,
    )
    .option("--plot <file>", plotHelp)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: FlowFlags) => {
      printResult(await flow(flags, io), io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit flow --train K.npy --targets y.npy --times 0,1,10,inf --loss mean --out o.npz --plot flow.svg
  $ ntkit flow --train K.npz --cross Kx.npz --targets y.npy --times 1,10,inf --loss mean --out o.npz
  $ ntkit flow --train K.npy --cross Kx.npy --targets y.npy --f0 f.npy --f0-cross g.npy \\
      --times 0,100,inf --loss sum --descent --rate 0.5 --out o.npz`;
