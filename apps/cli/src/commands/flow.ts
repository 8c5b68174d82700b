import { type Command, Option } from "commander";
import { DataError, type NpySource, writeNpz } from "@ntkit/datasets";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import {
  type FlowTestRows,
  type GradientFlow,
  type Trajectory,
  gradientDescentPredict,
  gradientFlow,
  gradientFlowPredict,
  largestStableRate,
} from "@ntkit/solvers";
import { formatNumber } from "../format.ts";
import {
  type KernelFile,
  assertSameSource,
  assertShape,
  kernelFileName,
  readKernel,
  readKernelFile,
} from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import type { Io } from "../io.ts";
import { choice, listOf, realNumber, threadsOption, timeValue } from "../options.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { flowDrawing } from "../plot/flow-drawing.ts";
import { drewPlot, plotFile, plotHelp } from "../plot/plot-file.ts";
import { type Result, printResult } from "../print-result.ts";
import { progress } from "../progress.ts";
import { withEngine } from "../with-engine.ts";
import { UsageError } from "../usage-error.ts";

interface FlowFlags {
  readonly train: string;
  readonly cross?: string;
  readonly targets: string;
  readonly f0?: string;
  readonly f0Cross?: string;
  readonly times: readonly number[];
  readonly loss: "mean" | "sum";
  readonly descent?: true;
  readonly rate: number;
  readonly momentum?: number;
  readonly ridge: number;
  readonly rankTolerance?: number;
  readonly out: string;
  readonly plot?: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `ntkit flow` to the command line. */
export function flowCommand(program: Command, io: Io): void {
  const notNegative = realNumber((value) => value >= 0, "a number of at least 0");
  program
    .command("flow")
    .summary("predict the outputs of a network at any times of its training, from its kernel")
    .description(
      "Predict the outputs of a network trained on squared errors, at any times, from its kernel.\n" +
        "The NPZ file holds float64 arrays train [T, N, O] and, with --cross, cross [T, M, O]:\n" +
        "T times, N training rows, M other rows, O outputs (1 for targets of shape [N]).",
    )
    .requiredOption(
      "--train <file>",
      "kernel of the training rows, NPY, CSV or an NPZ of ntkit kernel (K.npz:nngp names the array): " +
        "[N, N] for every output, or [N*O, N*O] in full, where row n*O + o is output o of row n",
    )
    .option("--cross <file>", "kernel of other rows with the training rows: [M, N] or [M*O, N*O]")
    .requiredOption("--targets <file>", "targets: [N] or [N, O]")
    .option("--f0 <file>", "outputs before training: [N] or [N, O] (default: 0)")
    .option(
      "--f0-cross <file>",
      "the other rows' outputs before training: [M] or [M, O] (default: 0)",
    )
    .requiredOption("--times <list>", "times, as in 0,1,10,inf", listOf(timeValue))
    .addOption(
      choice("--loss <name>", "mean: sum of squares / 2N; sum: sum of squares / 2", [
        "mean",
        "sum",
      ]).makeOptionMandatory(),
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
    .requiredOption("--out <file>", "NPZ file to write")
    .option("--plot <file>", plotHelp)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: FlowFlags) => {
      printResult(await flow(flags, io), io, flags.json === true);
    });
}

async function flow(flags: FlowFlags, io: Io): Promise<Result> {
  checkCombination(flags);
  const { train, cross, targets: targetsFile, f0, f0Cross } = flags;
  const inputs = [kernelFileName(train), cross && kernelFileName(cross), targetsFile, f0, f0Cross];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const plot = await plotFile(io.cwd, flags, inputs);
  const file = await readKernel(io.cwd, flags.train);
  const kernel = file.matrix;
  const targets = await readColumns(io.cwd, flags.targets);
  checkTargetRows(kernel, targets, flags);
  const initial = await readOutputs(io, flags.f0, targets.rows, targets.cols);
  const test = await readTest(flags, io, file, targets);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const { loss, rate: learningRate, ridge, rankTolerance } = flags;
  const problem = { kernel, targets, loss, initial, learningRate, ridge, rankTolerance };
  const { found, outputs } = await withEngine(flags.threads, kernel.rows, async (engine) => {
    const call = {
      engine,
      signal: io.signal,
      onProgress: (fraction: number) => {
        bar.update(fraction, "eigenvalues");
      },
    };
    const flow = await gradientFlow(problem, call);
    return { found: flow, outputs: await predict(flow, flags, test, call) };
  }).finally(() => {
    bar.stop();
  });
  const arrays: Record<string, NpySource> = {
    train: stacked(outputs.train),
    ...(outputs.cross && { cross: stacked(outputs.cross) }),
  };
  await writeFileAtomically(out, writeNpz(arrays));
  const descent = flags.descent === true;
  await plot((canvas) => flowDrawing(canvas, { outputs, targets, loss, descent }));
  return result(flags, found, outputs);
}

function predict(
  found: GradientFlow,
  { descent, times, momentum }: FlowFlags,
  test: FlowTestRows | undefined,
  { engine, signal }: EngineOptions,
): Promise<Trajectory> {
  if (descent !== true) return gradientFlowPredict(found, times, test, { engine, signal });
  return gradientDescentPredict(found, times, test, { momentum, engine, signal });
}

function checkCombination({ descent, momentum, times, cross, f0Cross }: FlowFlags): void {
  if (momentum !== undefined && descent !== true) {
    throw new UsageError(`--momentum: must come with --descent, got ${momentum} without it`);
  }
  if (f0Cross !== undefined && cross === undefined) {
    throw new UsageError(`--f0-cross: must come with --cross, got ${f0Cross} without it`);
  }
  const part = times.find((time) => time !== Infinity && !Number.isSafeInteger(time));
  if (descent === true && part !== undefined) {
    throw new UsageError(`--times: must be whole numbers of steps with --descent, got ${part}`);
  }
}

function checkTargetRows(kernel: Matrix, { rows, cols }: Matrix, flags: FlowFlags): void {
  if (kernel.rows === rows || kernel.rows === rows * cols) return;
  const full = cols === 1 ? "" : ` or, with ${cols} outputs, ${kernel.rows / cols}`;
  throw new DataError(
    `must have ${kernel.rows} rows${full} for the kernel ${kernel.rows}×${kernel.cols} of ${flags.train}, got ${rows}×${cols}`,
    { file: flags.targets },
  );
}

async function readOutputs(
  { cwd }: Io,
  file: string | undefined,
  rows: number,
  outputs: number,
): Promise<Matrix | undefined> {
  if (file === undefined) return undefined;
  const found = await readColumns(cwd, file);
  assertShape(found, file, rows, outputs, "(rows×outputs)");
  return found;
}

async function readTest(
  flags: FlowFlags,
  io: Io,
  train: KernelFile,
  targets: Matrix,
): Promise<FlowTestRows | undefined> {
  if (flags.cross === undefined) return undefined;
  const kernel = train.matrix;
  const found = await readKernelFile(io.cwd, flags.cross);
  const cross = found.matrix;
  const perRow = kernel.rows / targets.rows;
  const rows = Math.ceil(cross.rows / perRow);
  const because = `to go with the kernel ${kernel.rows}×${kernel.cols}`;
  assertShape(cross, flags.cross, rows * perRow, kernel.cols, because);
  assertSameSource(found, train);
  return { cross, initial: await readOutputs(io, flags.f0Cross, rows, targets.cols) };
}

/** Matrices [R, C] as one array [T, R, C]. */
function stacked(matrices: readonly Matrix[]): {
  readonly shape: readonly number[];
  readonly data: Float64Array;
} {
  const { rows, cols } = matrices[0]!;
  const data = new Float64Array(matrices.length * rows * cols);
  matrices.forEach((one, t) => {
    data.set(one.data, t * rows * cols);
  });
  return { shape: [matrices.length, rows, cols], data };
}

function result(flags: FlowFlags, found: GradientFlow, outputs: Trajectory): Result {
  const shapes = Object.entries({ train: outputs.train, cross: outputs.cross })
    .filter(([, list]) => list !== undefined)
    .map(([name, list]) => [name, [list!.length, list![0]!.rows, list![0]!.cols]] as const);
  const arrays = shapes.map(([name, shape]) => [name, { shape, dtype: "float64" }] as const);
  const limit = largestStableRate(found, { momentum: flags.momentum });
  const stable = flags.rate < limit;
  const json = {
    command: "flow",
    out: flags.out,
    ...(flags.plot !== undefined && { plot: flags.plot }),
    arrays: Object.fromEntries(arrays),
    times: flags.times.map((time) => (time === Infinity ? "inf" : time)),
    rank: found.rank,
    largestEigenvalue: found.eigenvalues[0]!,
    smallestEigenvalue: found.eigenvalues.at(-1)!,
    ...(flags.descent === true && {
      largestStableRate: Number.isFinite(limit) ? limit : null,
      stable,
    }),
  };
  const names = shapes.map(([name, shape]) => `${name} [${shape.join(", ")}]`).join(", ");
  const unstable =
    flags.descent === true && !stable
      ? `not stable: --rate must be below ${formatNumber(limit)} for descent to converge, got ${flags.rate}\n`
      : "";
  return { json, text: `wrote ${names} to ${flags.out}\n${drewPlot(flags.plot)}${unstable}` };
}

const examples = `
Examples:
  $ ntkit flow --train K.npy --targets y.npy --times 0,1,10,inf --loss mean --out o.npz --plot flow.svg
  $ ntkit flow --train K.npz --cross Kx.npz --targets y.npy --times 1,10,inf --loss mean --out o.npz
  $ ntkit flow --train K.npy --cross Kx.npy --targets y.npy --f0 f.npy --f0-cross g.npy \\
      --times 0,100,inf --loss sum --descent --rate 0.5 --out o.npz`;
