import { writeNpz } from "@ntkit/datasets";
import { type KernelKind, type KernelRecord, kernelFunction, kernelRecord } from "@ntkit/kernels";
import type { Network } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { describeArrays } from "../output/describe-arrays.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { dryRun } from "./dry-run.ts";
import { dryRunWithPlaces } from "./dry-run-with-places.ts";
import { holdsKernel } from "./holds-kernel.ts";
import { type InputFlags, type KernelInputs, inputsOfKernel, sizesOf } from "./inputs-of-kernel.ts";
import { withKernelThreads } from "./with-kernel-threads.ts";

/** Options of `ntkit kernel`. */
export interface KernelFlags extends InputFlags {
  readonly network: string;
  readonly get: readonly KernelKind[];
  readonly out: string;
  readonly threads?: number;
  readonly reuse?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `ntkit kernel`: writes the kernels of a network, or keeps them, or says what they would take. */
export async function computeKernel(flags: KernelFlags, io: Io): Promise<Result> {
  const network = await readNetwork(io.cwd, flags.network);
  const inputs = await inputsOfKernel(io.cwd, flags);
  if (flags.dryRun === true) return estimate(network, inputs, flags, io);
  const { x1, x2, options } = inputs;
  const out = await outputPath(io.cwd, flags.out, { inputs: filesOf(flags) });
  const record = await kernelRecord(network, x1, x2, { ...options, signal: io.signal });
  const done = flags.reuse === true && (await holdsKernel(out, flags.out, record, flags.get));
  if (!done) {
    const matrices = await evaluate(network, inputs, flags, io);
    await writeFileAtomically(out, writeNpz(matrices, { comment: JSON.stringify(record) }));
  }
  return result(flags, inputs, record, done);
}

function filesOf({ network, x1, x2, mask1, mask2, pattern1, pattern2 }: KernelFlags) {
  return [network, x1, x2, mask1, mask2, pattern1, pattern2];
}

function estimate(
  network: Network,
  { x1, x2, options }: KernelInputs,
  { get, threads }: KernelFlags,
  io: Io,
): Promise<Result> {
  if ("shape" in x1) return dryRunWithPlaces({ network, x1, x2, get, threads, options }, io);
  return dryRun({ network, x1, x2: x2 as Matrix | undefined, get, threads }, io);
}

function evaluate(
  network: Network,
  { x1, x2, options }: KernelInputs,
  { get, threads: count, ...flags }: KernelFlags,
  io: Io,
): Promise<Partial<Record<KernelKind, Matrix>>> {
  const { rows, places } = sizesOf(x1);
  const bar = progress(io, flags.quiet === true || flags.json === true, {
    count: x2 === undefined ? (rows * (rows + 1)) / 2 : rows * sizesOf(x2).rows,
    unit: "entries",
  });
  const onProgress = (fraction: number) => {
    bar.update(fraction, "kernel");
  };
  return withKernelThreads(count, rows * places, (threads) => {
    const call = { get, ...options, ...threads, signal: io.signal, onProgress };
    return kernelFunction(network).evaluate(x1, x2, call);
  }).finally(() => {
    bar.stop();
  });
}

function result(
  { get, out }: KernelFlags,
  { x1, x2 = x1 }: KernelInputs,
  { networkHash }: KernelRecord,
  reused: boolean,
): Result {
  const shape = [sizesOf(x1).rows, sizesOf(x2).rows];
  const arrays = describeArrays(Object.fromEntries(get.map((kind) => [kind, { shape }])));
  return {
    json: { command: "kernel", out, arrays: arrays.json, networkHash, reused },
    text: `${reused ? "kept" : "wrote"} ${arrays.text} ${reused ? "in" : "to"} ${out}\n`,
  };
}
