import type { Command } from "commander";
import type { Io } from "../io.ts";
import { type KernelFlags, computeKernel } from "../kernel/compute-kernel.ts";
import { listOption } from "../options/list-option.ts";
import { requiredOption } from "../options/required-option.ts";
import { threadsOption } from "../options/threads-option.ts";
import { oneOf, realNumber } from "../options/value-parsers.ts";
import { printResult } from "../screen/print-result.ts";

const kinds = ["nngp", "ntk"] as const;

/** Adds `ntkit kernel` to the command line. */
export function kernelCommand(program: Command, io: Io): void {
  const command = program
    .command("kernel")
    .summary("compute the kernel matrices of a network, as NPZ")
    .description(
      "Compute kernel matrices of an infinitely wide network between the examples of two arrays:\n" +
        "rows of features, or images, sequences and the like, first axis examples and last axis channels.\n" +
        "The NPZ file holds float64 arrays named ntk and nngp, of shape [examples of x1, examples of x2].",
    );
  const network = "network as JSON or YAML, or the name of a preset";
  requiredOption(command, "--network <file or preset>", network);
  requiredOption(
    command,
    "--x1 <file>",
    "inputs: NPY [examples, …, channels], IDX or CIFAR images, or a CSV of numbers",
  );
  requiredOption(command, "--out <file>", "NPZ file to write");
  command
    .option("--x2 <file>", "other inputs (default: those of --x1)")
    .addOption(
      listOption("--get <list>", "kernels to compute: ntk, nngp or both", oneOf(kinds), [
        "ntk",
        "nngp",
      ]),
    )
    .option("--mask1 <file>", "which places of x1 count, NPY [examples, …] of 1 and 0")
    .option("--mask2 <file>", "the same of x2")
    .option(
      "--mask-constant <value>",
      "places whose channels all have this value do not count",
      realNumber(() => true, "a finite number"),
    )
    .option("--pattern1 <file>", "graphs of x1 for aggregate layers, NPY [examples, from, to]")
    .option("--pattern2 <file>", "the same of x2")
    .addOption(threadsOption())
    .option(
      "--reuse",
      "compute nothing if --out holds these very kernels; those of another network or data are refused",
    )
    .option("--dry-run", "only say how long it will take, and how much memory")
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: KernelFlags) => {
      printResult(await computeKernel(flags, io), io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz --dry-run
  $ ntkit kernel --network net.yaml --x1 train.csv --x2 test.csv --get ntk --out cross.npz
  $ ntkit kernel --network cntk:depth=4,gap=true --x1 images.npy --out cntk.npz`;
