import { type Command, Option } from "commander";
import { backendOption } from "../finite/finite-kernel-command.ts";
import type { Io } from "../io.ts";
import { choice } from "../options/choice.ts";
import { threadsOption } from "../options/threads-option.ts";
import { listOf, realNumber, wholeNumber } from "../options/value-parsers.ts";
import { printResult } from "../screen/print-result.ts";
import { criterionNames } from "../query/criteria.ts";
import { kernelNames } from "../query/pool-kernel.ts";
import { queryArrays } from "../query/query-arrays.ts";
import type { QueryFlags } from "../query/query-flags.ts";
import { queryPool } from "../query/query-pool.ts";
import { requiredOption } from "../options/required-option.ts";
import { UsageError } from "../errors/usage-error.ts";

/** Adds `ntkit query` to the command line. */
export function queryCommand(program: Command, io: Io): void {
  const command = program
    .command("query")
    .summary("say which rows of a pool to label next")
    .description(
      "Say which rows of a pool to label next, by looking ahead: what a network would say if it were\n" +
        "trained with each of them, from its tangent kernel.\n\n" +
        "With --network it ranks samples and writes a CSV; with --train it works on plain arrays and\n" +
        "writes an NPZ file with score [C] and lookahead [C, M] (more than one output: [C, M, O]): for\n" +
        "each pool row as candidate, the pool's predictions after training with it to convergence;\n" +
        "lookahead needs one label for each candidate: --pool-targets, or --pseudo-labels argmax.\n" +
        "Rows are counted from 0, in all files.",
    );
  requiredOption(command, "--pool <file>", "pool: samples, or its kernel [M, M] with --train");
  requiredOption(command, "--out <file>", "CSV file to write; NPZ with --train");
  addPoolOptions(command);
  addArrayOptions(command);
  command
    .addOption(
      choice("--criterion <name>", "what a label is worth", criterionNames).default(
        "output-change",
      ),
    )
    .addOption(
      choice(
        "--pseudo-labels <name>",
        "labels to look ahead with (default: argmax; one output: gaussian)",
        ["argmax", "distribution", "gaussian"],
      ),
    )
    .option("--ridge <number>", "added to the labelled kernel's diagonal", notNegative, 0)
    .option("--seed <n>", "for --candidates and --reference", wholeNumber(0), 0)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: QueryFlags) => {
      checkForm(flags);
      const form = flags.train === undefined ? queryPool : queryArrays;
      printResult(await form(flags, io), io, flags.json === true);
    });
}

const notNegative = realNumber((value) => value >= 0, "a number of at least 0");
const positive = realNumber((value) => value > 0, "a number above 0");

function addPoolOptions(command: Command): void {
  command
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
    .option("--count <n>", "rows to ask for (default: 1)", wholeNumber(1))
    .option(
      "--ask-again",
      "rows that were asked for and have no answer may be asked for again",
      false,
    )
    .option("--batch", "choose all rows from one round of scores, not one after the other", false)
    .option("--candidates <n>", "score a random part of the pool", wholeNumber(1))
    .option("--reference <n>", "count changes on a random part of the pool", wholeNumber(1))
    .option("--state <folder>", "folder that keeps rounds and answers")
    .option("--answers <file>", "CSV with row and label of pool rows labelled since")
    .addOption(
      new Option(
        "--memory <GiB>",
        "up to this size the pool's kernel is kept, beyond it recomputed",
      )
        .default(2)
        .argParser(positive),
    )
    .option("--dry-run", "say what it would take, and stop");
}

function addArrayOptions(command: Command): void {
  command
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

const arraysOnly = ["poolTrain", "targets", "f0", "f0Pool", "poolTargets"] as const;
const poolOnly = [
  "network",
  "parameters",
  "model",
  "backend",
  "kernel",
  "labelled",
  "labels",
  "classes",
  "regression",
  "count",
  "candidates",
  "reference",
  "state",
  "answers",
  "dryRun",
] as const;

/** Refuses flags of one form in the other. */
function checkForm(flags: QueryFlags): void {
  const arrays = flags.train !== undefined;
  const wrong = (arrays ? poolOnly : arraysOnly).find((name) => flags[name] !== undefined);
  if (wrong !== undefined) {
    const flag = `--${wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${flag}: must come ${arrays ? "without" : "with"} --train`, { flag });
  }
  if (flags.poolTargets !== undefined && flags.pseudoLabels !== undefined) {
    throw new UsageError("--pseudo-labels: must come without --pool-targets, got both");
  }
  if (flags.answers !== undefined && flags.state === undefined) {
    throw new UsageError("--answers: must come with --state, got none");
  }
}

const examples = `
Examples:
  $ ntkit query --network net.json --labelled x.npy --labels y.csv --pool pool.npy --count 20 \\
      --state campaign --out next.csv
  $ ntkit query --model model.json --labelled x.npy --labels y.csv --pool pool.npy --out next.csv
  $ ntkit query ... --state campaign --answers answers.csv --count 20 --out next.csv
  $ ntkit query --train K.npy --pool-train Kpt.npy --pool Kpp.npy --targets y.npy --f0 f.npy \\
      --f0-pool g.npy --pool-targets h.npy --criterion output-change --out q.npz`;
