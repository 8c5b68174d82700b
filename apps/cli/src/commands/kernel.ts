import { resolve } from "node:path";
import type { Command } from "commander";
import { DataError, writeNpz } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import type { Matrix } from "@ntkit/linalg";
import { networkHash } from "@ntkit/architecture";
import { readMatrix } from "../input/read-matrix.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { dryRun } from "../kernel/dry-run.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { assertWritable } from "../output/assert-writable.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { listOf, oneOf, threadsOption } from "../options.ts";
import { type Result, printResult } from "../print-result.ts";
import { progress } from "../progress.ts";
import { requiredOption } from "../required-option.ts";

const kinds = ["nngp", "ntk"] as const;
type Kind = (typeof kinds)[number];

interface KernelFlags {
  readonly network: string;
  readonly x1: string;
  readonly x2?: string;
  readonly get: readonly Kind[];
  readonly out: string;
  readonly threads?: number;
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
      "Compute kernel matrices of an infinitely wide network between the rows of two arrays.\n" +
        "The NPZ file holds float64 arrays named ntk and nngp, of shape [rows of x1, rows of x2].",
    );
  const network = "network as JSON or YAML, or the name of a preset";
  requiredOption(command, "--network <file or preset>", network);
  requiredOption(command, "--x1 <file>", "inputs, NPY [rows, features] or CSV of numbers");
  requiredOption(command, "--out <file>", "NPZ file to write");
  command
    .option("--x2 <file>", "other inputs (default: those of --x1)")
    .option("--get <list>", "kernels to compute: ntk, nngp or both", listOf(oneOf(kinds)), [
      "ntk",
      "nngp",
    ])
    .addOption(threadsOption())
    .option("--dry-run", "only say how long it will take, and how much memory")
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: KernelFlags) => {
      printResult(await kernel(flags, io), io, flags.json === true);
    });
}

async function kernel(flags: KernelFlags, io: Io): Promise<Result> {
  const out = resolve(io.cwd, flags.out);
  if (flags.dryRun !== true) await assertWritable(out);
  const network = await readNetwork(io.cwd, flags.network);
  const x1 = await readMatrix(io.cwd, flags.x1);
  const x2 = flags.x2 === undefined ? undefined : await readMatrix(io.cwd, flags.x2);
  assertSameWidth(x1, x2, flags);
  if (flags.dryRun === true) {
    const { get, threads } = flags;
    return dryRun({ network, x1, x2, get, threads }, io);
  }
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const matrices = await withKernelThreads(flags.threads, x1.rows, (threads) =>
    kernelFunction(network).evaluate(x1, x2, {
      get: flags.get,
      ...threads,
      signal: io.signal,
      onProgress: (fraction) => {
        bar.update(fraction, "kernel");
      },
    }),
  ).finally(() => {
    bar.stop();
  });
  await writeFileAtomically(out, writeNpz(matrices));
  const shape = [x1.rows, (x2 ?? x1).rows];
  const arrays = Object.fromEntries(flags.get.map((kind) => [kind, { shape, dtype: "float64" }]));
  const names = flags.get.map((kind) => `${kind} [${shape.join(", ")}]`).join(", ");
  return {
    json: { command: "kernel", out: flags.out, arrays, networkHash: networkHash(network) },
    text: `wrote ${names} to ${flags.out}\n`,
  };
}

function assertSameWidth(x1: Matrix, x2: Matrix | undefined, flags: KernelFlags): void {
  if (x2 === undefined || x1.cols === x2.cols) return;
  throw new DataError(
    `must have as many columns as ${flags.x1} (${x1.rows}×${x1.cols}), got ${x2.rows}×${x2.cols}`,
    { file: flags.x2 },
  );
}

const examples = `
Examples:
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz
  $ ntkit kernel --network net.json --x1 a.npy --out k.npz --dry-run
  $ ntkit kernel --network net.yaml --x1 train.csv --x2 test.csv --get ntk --out cross.npz`;
