import type { Command } from "commander";
import { type FitFlags, readFitFlags } from "../fit/fit-flags.ts";
import { fitTable } from "../fit/fit-table.ts";
import type { Io } from "../io.ts";
import { requiredOption } from "../options/required-option.ts";
import { choice } from "../options/choice.ts";
import { listOption } from "../options/list-option.ts";
import { threadsOption } from "../options/threads-option.ts";
import {
  delimiter,
  listOf,
  oneOf,
  realNumber,
  timeValue,
  wholeNumber,
} from "../options/value-parsers.ts";
import { printResult } from "../screen/print-result.ts";

const atLeastZero = realNumber((value) => value >= 0, "a number of at least 0");
const aboveZero = realNumber((value) => value > 0, "a number above 0");
const activationNames = [
  "relu",
  "erf",
  "gelu",
  "sin",
  "cos",
  "abs",
  "sign",
  "leakyRelu",
  "rbf",
  "gaussian",
  "gabor",
  "sigmoidLike",
  "tanh",
  "sigmoid",
  "silu",
  "softplus",
  "elu",
] as const;

/** Adds `ntkit fit` to the command line. */
export function fitCommand(program: Command, io: Io): void {
  const command = program
    .command("fit")
    .summary("fit a network to a table, choose it by cross-validation, save it with a report")
    .description(
      "Fit an infinitely wide network to a CSV or TSV table: choose depth and regularisation by\n" +
        "cross-validation, save a model folder with a report.",
    )
    .argument("<table>", "CSV or TSV file with one row per example");
  requiredOption(command, "--target <column>", "column to predict");
  addOutputOptions(command);
  addTableOptions(command);
  addSearchOptions(command);
  addLearningOptions(command);
  addCheckOptions(command);
  command
    .addHelpText("after", examples)
    .action(async (table: string, flags: FitFlags, command: Command) => {
      const given = (name: string): boolean => command.getOptionValueSource(name) === "cli";
      const result = await fitTable(readFitFlags(table, flags, given), io);
      printResult(result, io, flags.json === true);
    });
}

function addOutputOptions(command: Command): void {
  command
    .optionsGroup("Output:")
    .option("--out <folder>", "model folder to make (default: <table name>-model)")
    .option("--overwrite", "replace the model in --out when there is one")
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress and no notes on stderr");
}

function addTableOptions(command: Command): void {
  command
    .optionsGroup("The table:")
    .addOption(
      choice("--task <task>", "what to predict (default: guessed from the target)", [
        "classification",
        "regression",
      ] as const),
    )
    .option("--exclude <columns>", "columns to leave out, with commas between them", listOf(String))
    .option("--delimiter <character>", "what stands between fields (default: guessed)", delimiter)
    .option("--header", "the first row has the column names (default: guessed)")
    .option("--no-header", "the first row is data; columns are called column1, column2, …")
    .addOption(
      choice(
        "--missing <policy>",
        "missing values: fill in the training mean, also mark them, or refuse",
        ["mean", "indicator", "error"] as const,
      ).default("mean"),
    );
}

function addSearchOptions(command: Command): void {
  command
    .optionsGroup("The search:")
    .option("--network <file or preset>", "use this network instead of searching over networks")
    .addOption(
      listOption(
        "--depths <list>",
        "numbers of dense layers to try",
        wholeNumber(1, 100),
        [1, 2, 3, 4, 5],
      ),
    )
    .addOption(
      listOption("--activations <list>", "activations to try", oneOf(activationNames), ["relu"]),
    )
    .addOption(
      listOption(
        "--fixed-layers <list>",
        "numbers of first layers that are not trained, to try",
        wholeNumber(0, 99),
        [0],
      ),
    )
    .option("--weight-std <number>", "standard deviation of the weights", aboveZero, Math.SQRT2)
    .option("--bias-std <number>", "standard deviation of the biases; 0 for none", atLeastZero, 1)
    .addOption(
      choice("--kernel <kind>", "kernel of the network", ["ntk", "nngp"] as const).default("ntk"),
    );
}

function addLearningOptions(command: Command): void {
  command
    .addOption(
      choice("--solver <name>", "how to learn from the kernel", ["ridge", "svm"] as const).default(
        "ridge",
      ),
    )
    .option(
      "--ridges <list>",
      "ridges to try, relative to the kernel's mean diagonal (default: 1e-6 to 10, by tens)",
      listOf(atLeastZero),
    )
    .option(
      "--C <list>",
      "penalties of the support-vector machine to try (default: 1e-2 to 1e4, by tens)",
      listOf(aboveZero),
    )
    .option(
      "--time <list>",
      "stop training by gradient flow at one of these times instead of using a ridge, as in 10,100,inf",
      listOf(timeValue),
    )
    .addOption(
      choice("--loss <name>", "loss to learn by; logistic and cross-entropy for classes", [
        "squared",
        "logistic",
        "cross-entropy",
        "huber",
      ] as const).default("squared"),
    )
    .option(
      "--huber-delta <number>",
      "where Huber's loss becomes linear, in units of the target (default: its standard deviation)",
      aboveZero,
    )
    .option(
      "--likelihood",
      "choose network, standard deviations and ridge by marginal likelihood instead of cross-validation",
    )
    .option(
      "--noise <column or number>",
      "known standard deviation of the target's noise: a column, or one number for all rows",
    )
    .option(
      "--landmarks <n>",
      "for tables of many rows: learn from all of them through n of them, without a kernel matrix of all;\n" +
        "chooses on a fifth of the rows, or by cross-validation with --folds",
      wholeNumber(1),
    )
    .option(
      "--checkpoint <folder>",
      "with --landmarks: keep what the search has finished here, and go on from it when started again",
    );
}

function addCheckOptions(command: Command): void {
  command
    .option("--folds <n>", "folds of the cross-validation", wholeNumber(2), 5)
    .option(
      "--test-fraction <share>",
      "hold this share of the rows out, for a separate test",
      realNumber((v) => v > 0 && v < 1, "between 0 and 1"),
    )
    .addOption(
      choice("--protocol <name>", "a published protocol instead of the options above", [
        "arora2020",
      ] as const),
    )
    .option("--seed <n>", "seed of all random choices", wholeNumber(0, 2 ** 32 - 1), 0)
    .addOption(threadsOption());
}

const examples = `
Examples:
  $ ntkit fit wine.csv --target cultivar
  $ ntkit fit diabetes.csv --target progression --out diabetes-model --overwrite
  $ ntkit fit wine.csv --target cultivar --depths 2,3,4 --activations relu,erf --json
  $ ntkit fit wine.csv --target cultivar --solver svm --C 0.1,1,10,100
  $ ntkit fit wine.csv --target cultivar --network net.json --ridges 1e-3
  $ ntkit fit diabetes.csv --target progression --likelihood
  $ ntkit fit wine.csv --target cultivar --loss cross-entropy --time 10,100,1000
  $ ntkit fit protein.csv --target rmsd --landmarks 2000 --depths 2,3 --checkpoint protein-search`;
