import { type Command, Option } from "commander";
import { backendOption } from "../finite/finite-kernel-command.ts";
import type { Io } from "../io.ts";
import { choice } from "../options/choice.ts";
import { threadsOption } from "../options/threads-option.ts";
import { listOf, realNumber, wholeNumber } from "../options/value-parsers.ts";
import { baselineNames } from "../strategies/baselines.ts";
import { printResult } from "../screen/print-result.ts";
import { checkQueryFlags } from "../query/check-query-flags.ts";
import { criterionNames } from "../query/criteria.ts";
import { kernelNames } from "../query/pool-kernel.ts";
import { queryArrays } from "../query/query-arrays.ts";
import type { QueryFlags } from "../query/query-flags.ts";
import { queryPool } from "../query/query-pool.ts";
import { queryStrategy } from "../query/query-strategy.ts";
import { RELATIVE_RIDGE } from "../query/ridge-of-query.ts";
import { requiredOption } from "../options/required-option.ts";

/** Adds `ntkit query` to the command line. */
export function queryCommand(program: Command, io: Io): void {
  const command = program
    .command("query")
    .summary("say which rows of a pool to label next")
    .description(
      "Say which rows of a pool to label next, by looking ahead: what a network would say if it were\n" +
        "trained with each of them, from its tangent kernel. Or by a baseline, with --strategy.\n\n" +
        "With --network it ranks samples and writes a CSV; with --train it works on plain arrays and\n" +
        "writes an NPZ file with score [C] and lookahead [C, M] (more than one output: [C, M, O]): for\n" +
        "each pool row as candidate, the pool's predictions after training with it to convergence;\n" +
        "lookahead needs one label for each candidate: --pool-targets, or --pseudo-labels argmax.\n" +
        "A baseline writes score [C], of each pool row when it was picked, and picks [C], the order.\n" +
        "Rows are counted from 0, in all files.",
    );
  requiredOption(command, "--pool <file>", "pool: samples, or its kernel [M, M] with --train");
  requiredOption(command, "--out <file>", "CSV file to write; NPZ with --train");
  command
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr");
  addSampleOptions(command);
  addRoundOptions(command);
  addStrategyOptions(command);
  addArrayOptions(command);
  command.addHelpText("after", examples).action(async (flags: QueryFlags) => {
    checkQueryFlags(flags);
    const form = flags.train === undefined ? queryPool : queryArrays;
    printResult(await form(flags, io), io, flags.json === true);
  });
}

const notNegative = realNumber((value) => value >= 0, "a number of at least 0");
const positive = realNumber((value) => value > 0, "a number above 0");

function addSampleOptions(command: Command): void {
  command
    .optionsGroup("A network and its data:")
    .option("--network <file or preset>", "network as JSON or YAML, or the name of a preset")
    .addOption(
      choice(
        "--kernel <name>",
        "ntk or nngp of the infinite network (default: ntk); traced or pseudo: empirical, with --parameters or --model (default: pseudo)",
        kernelNames,
      ),
    )
    .option("--parameters <file>", "NPZ with the finite network's parameters, 0.weight, 0.bias, …")
    .option("--model <file>", "in place of a network: model.json of a TensorFlow.js LayersModel")
    .addOption(backendOption())
    .option("--labelled <file>", "labelled samples: NPY, CSV, IDX or CIFAR")
    .option("--labels <file>", "their labels: CSV with one column, NPY or IDX")
    .option("--classes <list>", "classes in order (default: those of the labels)", listOf(String))
    .option("--regression", "labels are numbers")
    .addOption(
      new Option(
        "--memory <GiB>",
        "up to this size the pool's kernel is kept, beyond it recomputed",
      )
        .default(2)
        .argParser(positive),
    );
}

function addRoundOptions(command: Command): void {
  command
    .optionsGroup("Rounds, with a network:")
    .option("--count <n>", "rows to ask for (default: 1)", wholeNumber(1))
    .option("--state <folder>", "folder that keeps rounds and answers")
    .option("--answers <file>", "CSV with row and label of pool rows labelled since")
    .option("--ask-again", "rows that were asked for and have no answer may be asked for again")
    .option("--candidates <n>", "choose from a random part of the pool", wholeNumber(1))
    .option("--reference <n>", "count changes on a random part of the pool", wholeNumber(1))
    .option("--batch", "choose all rows from one round of scores, not one after the other")
    .option("--dry-run", "say what it would take, and stop");
}

function addStrategyOptions(command: Command): void {
  command
    .optionsGroup("What chooses:")
    .addOption(
      new Option(
        "--strategy <name>",
        `look-ahead, or a baseline as in ntkit simulate: ${baselineNames.join(", ")}; badge and bait need --parameters or --model`,
      )
        .default("look-ahead", "look-ahead")
        .argParser(queryStrategy),
    )
    .addOption(
      choice(
        "--criterion <name>",
        "what a label is worth to look-ahead (default: output-change)",
        criterionNames,
      ),
    )
    .addOption(
      choice(
        "--pseudo-labels <name>",
        "labels to look ahead with (default: argmax; one output: gaussian)",
        ["argmax", "distribution", "gaussian"],
      ),
    )
    .option("--ridge <number>", "added to the labelled kernel's diagonal", notNegative)
    .option(
      "--relative-ridge <number>",
      `the same as a share of the diagonal's mean (default: ${RELATIVE_RIDGE}; with --train 0, training to convergence). ` +
        "With too small a ridge, candidates that all but repeat a labelled row seem worth the most",
      notNegative,
    )
    .option(
      "--seed <n>",
      "for --candidates, --reference, and --strategy random or badge",
      wholeNumber(0),
      0,
    );
}

function addArrayOptions(command: Command): void {
  command
    .optionsGroup("Plain arrays:")
    .option(
      "--train <file>",
      "kernel of the labelled rows [N, N], NPY, CSV or an NPZ of ntkit kernel",
    )
    .option("--pool-train <file>", "kernel of the pool with the labelled rows [M, N]")
    .option("--targets <file>", "targets [N] or [N, O]")
    .option("--f0 <file>", "labelled rows' outputs before training [N] or [N, O] (default: 0)")
    .option("--f0-pool <file>", "the pool's outputs before training [M] or [M, O] (default: 0)")
    .option("--pool-targets <file>", "labels to look ahead with [M] or [M, O]")
    .option("--no-lookahead", "write no array lookahead, which is as large as all predictions");
}

const examples = `
Examples:
  $ ntkit query --network net.json --labelled x.npy --labels y.csv --pool pool.npy --count 20 \\
      --state campaign --out next.csv
  $ ntkit query --model model.json --labelled x.npy --labels y.csv --pool pool.npy --out next.csv
  $ ntkit query --network net.json --labelled x.npy --labels y.csv --pool pool.npy --strategy margin \\
      --count 20 --out next.csv
  $ ntkit query ... --state campaign --answers answers.csv --count 20 --out next.csv
  $ ntkit query --train K.npy --pool-train Kpt.npy --pool Kpp.npy --targets y.npy --f0 f.npy \\
      --f0-pool g.npy --pool-targets h.npy --criterion output-change --out q.npz`;
