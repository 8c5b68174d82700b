import type { Command } from "commander";
import { writeNpz } from "@ntkit/datasets";
import { kernelFunction, kernelRecord } from "@ntkit/kernels";
import { readNetwork } from "../input/read-network.ts";
import type { Matrix } from "@ntkit/linalg";
import type { Io } from "../io.ts";
import { dryRun } from "../kernel/dry-run.ts";
import { dryRunWithPlaces } from "../kernel/dry-run-with-places.ts";
import { type InputFlags, inputsOfKernel, sizesOf } from "../kernel/inputs-of-kernel.ts";
import { holdsKernel } from "../kernel/holds-kernel.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { listOption, oneOf, realNumber, threadsOption } from "../options.ts";
import { type Result, printResult } from "../print-result.ts";
import { progress } from "../progress.ts";
import { requiredOption } from "../required-option.ts";

const kinds = ["nngp", "ntk"] as const;
type Kind = (typeof kinds)[number];

interface KernelFlags extends InputFlags {
  readonly network: string;
  readonly get: readonly Kind[];
  readonly out: string;
  readonly threads?: number;
  readonly reuse?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
}

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
      printResult(await kernel(flags, io), io, flags.json === true);
    });
}

async function kernel(flags: KernelFlags, io: Io): Promise<Result> {
  const { mask1, mask2, pattern1, pattern2 } = flags;
  const inputs = [flags.network, flags.x1, flags.x2, mask1, mask2, pattern1, pattern2];
  const network = await readNetwork(io.cwd, flags.network);
  const { x1, x2, options } = await inputsOfKernel(io.cwd, flags);
  const { get, threads: count } = flags;
  if (flags.dryRun === true) {
    if ("shape" in x1)
      return dryRunWithPlaces({ network, x1, x2, get, threads: count, options }, io);
    return dryRun({ network, x1, x2: x2 as Matrix | undefined, get, threads: count }, io);
  }
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const record = await kernelRecord(network, x1, x2, { ...options, signal: io.signal });
  const done = flags.reuse === true && (await holdsKernel(out, flags.out, record, get));
  const { rows, places } = sizesOf(x1);
  if (!done) {
    const bar = progress(io, flags.quiet === true || flags.json === true, {
      count: x2 === undefined ? (rows * (rows + 1)) / 2 : rows * sizesOf(x2).rows,
      unit: "entries",
    });
    const matrices = await withKernelThreads(count, rows * places, (threads) =>
      kernelFunction(network).evaluate(x1, x2, {
        get,
        ...options,
        ...threads,
        signal: io.signal,
        onProgress: (fraction) => {
          bar.update(fraction, "kernel");
        },
      }),
    ).finally(() => {
      bar.stop();
    });
    await writeFileAtomically(out, writeNpz(matrices, { comment: JSON.stringify(record) }));
  }
  const shape = [rows, x2 === undefined ? rows : sizesOf(x2).rows];
  const arrays = Object.fromEntries(get.map((kind) => [kind, { shape, dtype: "float64" }]));
  const names = get.map((kind) => `${kind} [${shape.join(", ")}]`).join(", ");
  const { networkHash } = record;
  return {
    json: { command: "kernel", out: flags.out, arrays, networkHash, reused: done },
    text: `${done ? "kept" : "wrote"} ${names} ${done ? "in" : "to"} ${flags.out}\n`,
  };
}

const examples = `
Examples:
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz --dry-run
  $ ntkit kernel --network net.yaml --x1 train.csv --x2 test.csv --get ntk --out cross.npz
  $ ntkit kernel --network cntk:depth=4,gap=true --x1 images.npy --out cntk.npz`;
