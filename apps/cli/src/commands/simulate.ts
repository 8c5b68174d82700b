import { type Command, Option } from "commander";
import type { Io } from "../io.ts";
import { requiredOption } from "../options/required-option.ts";
import { threadsOption } from "../options/threads-option.ts";
import { listOf, oneOf, wholeNumber } from "../options/value-parsers.ts";
import { printResult } from "../screen/print-result.ts";
import type { SimulateFlags } from "../simulate/simulate-flags.ts";
import { simulate } from "../simulate/simulate.ts";
import { strategyNames } from "../simulate/strategies.ts";

/** Adds `ntkit simulate` to the command line. */
export function simulateCommand(program: Command, io: Io): void {
  const command = program
    .command("simulate")
    .summary("compare labelling strategies on data whose labels are known")
    .description(
      "Compare labelling strategies on data whose labels are known: for each strategy and seed a whole\n" +
        "campaign, in which a finite network is trained, asks for labels, and is trained again. Writes\n" +
        "curves with 95 % bands (CSV, SVG) and a report; called again, it does the runs that are missing.",
    );
  requiredOption(
    command,
    "--network <file or preset>",
    "network with widths, one output for each class",
  );
  requiredOption(command, "--pool <file>", "samples to draw pools from: NPY, CSV, IDX or CIFAR");
  requiredOption(command, "--labels <file>", "their classes: CSV with one column, NPY or IDX");
  requiredOption(command, "--test <file>", "samples to measure accuracy on");
  requiredOption(command, "--test-labels <file>", "their classes");
  requiredOption(command, "--out <folder>", "folder for runs, curves and report");
  command
    .addOption(
      new Option("--strategies <list>", `of ${strategyNames.join(", ")}`)
        .argParser(listOf(oneOf(strategyNames)))
        .default([...strategyNames], "all"),
    )
    .option("--seeds <n>", "repetitions", wholeNumber(1), 10)
    .option("--pool-size <n>", "samples in a pool", wholeNumber(2), 1000)
    .option("--test-size <n>", "test samples", wholeNumber(1), 2000)
    .option("--initial <n>", "labelled at the beginning", wholeNumber(1), 20)
    .option("--count <n>", "labelled in each round", wholeNumber(1), 20)
    .option("--rounds <n>", "rounds", wholeNumber(1), 8)
    .option("--steps <n>", "steps of gradient descent with momentum", wholeNumber(1), 200)
    .option("--members <n>", "networks of the ensemble for bald", wholeNumber(2), 4)
    .addOption(threadsOption("runs at a time (default: as many as there are processors)"))
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: SimulateFlags) => {
      printResult(await simulate(flags, io), io, flags.json === true);
    });
}

const examples = `
Example, with the files of Fashion-MNIST:
  $ ntkit simulate --network net.json --pool train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz \\
      --test t10k-images-idx3-ubyte.gz --test-labels t10k-labels-idx1-ubyte.gz --out fashion`;
