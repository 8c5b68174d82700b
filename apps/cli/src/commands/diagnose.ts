import type { Command } from "commander";
import { DataError, writeNpz } from "@ntkit/datasets";
import { type Matrix, NumericalError, matrix } from "@ntkit/linalg";
import { type RidgeFit, ridgePath } from "@ntkit/solvers";
import { formatNumber } from "../format.ts";
import { networkPhase } from "../diagnose/network-phase.ts";
import { assertShape, kernelFileName, readKernel } from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import type { Io } from "../io.ts";
import { listOf, realNumber, threadsOption } from "../options.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { diagnoseDrawing } from "../plot/diagnose-drawing.ts";
import { drewPlot, plotFile, plotHelp } from "../plot/plot-file.ts";
import { type Result, printResult } from "../print-result.ts";
import { progress } from "../progress.ts";
import { UsageError } from "../usage-error.ts";
import { withEngine } from "../with-engine.ts";

interface NetworkFlags {
  readonly network: string;
  readonly json?: true;
}

interface DiagnoseFlags {
  readonly network?: undefined;
  readonly train: string;
  readonly targets: string;
  readonly f0?: string;
  readonly ridges: readonly number[];
  readonly out: string;
  readonly plot?: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `ntkit diagnose` to the command line. */
export function diagnoseCommand(program: Command, io: Io): void {
  program
    .command("diagnose")
    .summary("tell how well a kernel will generalise, or whether a deep network can be trained")
    .description(
      "Tell from a kernel how well regression with it will generalise, for several ridges; or, with\n" +
        "--network alone, whether deep networks of such layers can be trained: phase and depth scales.\n" +
        "The NPZ file holds float64 arrays: eigenvalues [N], descending; loo, the leave-one-out residuals\n" +
        "target - prediction, [R, N] for targets [N] and [N, 1], else [R, N, O]; gcv, dof, norm2 and\n" +
        "condition [R]: generalised cross-validation (a mean square over rows and outputs), degrees of\n" +
        "freedom, squared RKHS norm (summed over outputs), condition number of kernel + ridge.",
    )
    .option("--network <file or preset>", "network as JSON or YAML, or the name of a preset")
    .option(
      "--train <file>",
      "kernel of the training rows [N, N], NPY, CSV or an NPZ of ntkit kernel",
    )
    .option("--targets <file>", "targets: [N] or [N, O]")
    .option(
      "--f0 <file>",
      "outputs before training, which the targets are counted from (default: 0)",
    )
    .option(
      "--ridges <list>",
      "ridges, added to the diagonal as they are, as in 1e-6,1e-3",
      listOf(realNumber((value) => value >= 0, "numbers of at least 0")),
    )
    .option("--out <file>", "NPZ file to write")
    .option("--plot <file>", plotHelp)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: NetworkFlags | DiagnoseFlags) => {
      checkFlags(flags);
      const result =
        flags.network === undefined ? diagnose(flags, io) : networkPhase(flags.network, io);
      printResult(await result, io, flags.json === true);
    });
}

const arrayFlags = ["train", "targets", "ridges", "out"] as const;

/** The network alone, or all that an analysis of a kernel needs. */
function checkFlags(flags: NetworkFlags | DiagnoseFlags): void {
  const given: Partial<DiagnoseFlags> =
    flags.network === undefined ? flags : { ...flags, network: undefined };
  const extra = [...arrayFlags, "f0" as const, "plot" as const].find(
    (name) => given[name] !== undefined,
  );
  const missing = arrayFlags.find((name) => given[name] === undefined);
  if (flags.network !== undefined && extra !== undefined) {
    throw new UsageError(`--network goes without --${extra}`, { option: `--${extra}` });
  }
  if (flags.network === undefined && missing !== undefined) {
    throw new UsageError(`required option '--${missing}' not specified; or give --network alone`, {
      option: `--${missing}`,
    });
  }
}

async function diagnose(flags: DiagnoseFlags, io: Io): Promise<Result> {
  const inputs = [kernelFileName(flags.train), flags.targets, flags.f0];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const plot = await plotFile(io.cwd, flags, inputs);
  const { matrix: kernel } = await readKernel(io.cwd, flags.train);
  const targets = await residualTargets(flags, io, kernel);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const problem = { kernel, targets, ridges: flags.ridges, method: "eigen" } as const;
  const path = await withEngine(flags.threads, kernel.rows, (engine) =>
    ridgePath(problem, {
      engine,
      signal: io.signal,
      onProgress: (fraction) => {
        bar.update(fraction, "eigenvalues");
      },
    }),
  ).finally(() => {
    bar.stop();
  });
  const eigenvalues = path.eigenvalues!;
  checkSemidefinite(eigenvalues, flags.train);
  const numbers = (of: (fit: RidgeFit) => number) => ({
    shape: [path.fits.length],
    data: Float64Array.from(path.fits, of),
  });
  const arrays = {
    eigenvalues: { shape: [kernel.rows], data: eigenvalues },
    loo: looResiduals(path.fits),
    gcv: numbers(({ gcv }) => gcv),
    dof: numbers(({ dof }) => dof),
    norm2: numbers(({ norm2 }) => norm2),
    condition: numbers(({ conditionNumber }) => conditionNumber),
  };
  await writeFileAtomically(out, writeNpz(arrays));
  const summary = summarise(eigenvalues, path.fits);
  await plot((canvas) => diagnoseDrawing(canvas, summary));
  return result(flags, summary, arrays);
}

/** Y − f₀. */
async function residualTargets(flags: DiagnoseFlags, io: Io, kernel: Matrix): Promise<Matrix> {
  const targets = await readColumns(io.cwd, flags.targets);
  if (targets.rows !== kernel.rows) {
    throw new DataError(
      `must have ${kernel.rows} rows like ${flags.train} (${kernel.rows}×${kernel.cols}), got ${targets.rows}×${targets.cols}`,
      { file: flags.targets },
    );
  }
  if (flags.f0 === undefined) return targets;
  const initial = await readColumns(io.cwd, flags.f0);
  assertShape(initial, flags.f0, targets.rows, targets.cols, `like ${flags.targets}`);
  return matrix(
    targets.rows,
    targets.cols,
    targets.data.map((target, at) => target - initial.data[at]!),
  );
}

function checkSemidefinite(eigenvalues: Float64Array, file: string): void {
  const [largest, smallest] = [eigenvalues[0]!, eigenvalues.at(-1)!];
  if (smallest >= -8 * eigenvalues.length * Number.EPSILON * largest) return;
  throw new NumericalError(
    `diagnose: kernel of ${file} must be positive semidefinite, got smallest eigenvalue ${smallest} and largest ${largest}`,
    "not-positive-definite",
    { smallest, largest },
  );
}

function looResiduals(fits: readonly RidgeFit[]): {
  readonly shape: readonly number[];
  readonly data: Float64Array;
} {
  const { rows, cols } = fits[0]!.loo.residuals;
  const data = new Float64Array(fits.length * rows * cols);
  fits.forEach(({ loo }, r) => {
    data.set(loo.residuals.data, r * rows * cols);
  });
  return { shape: cols === 1 ? [fits.length, rows] : [fits.length, rows, cols], data };
}

function summarise(eigenvalues: Float64Array, fits: readonly RidgeFit[]) {
  const [largest, smallest] = [eigenvalues[0]!, eigenvalues.at(-1)!];
  const rounding = eigenvalues.length * Number.EPSILON * largest;
  return {
    eigenvalues,
    largest,
    smallest,
    conditionNumber: smallest > rounding ? largest / smallest : Infinity,
    ridges: fits.map(({ ridge, gcv, dof, norm2, conditionNumber, loo }) => ({
      ridge,
      looRmse: Math.sqrt(meanSquare(loo.residuals.data)),
      gcv,
      dof,
      norm2,
      condition: conditionNumber,
    })),
  };
}

function result(
  flags: DiagnoseFlags,
  { largest, smallest, conditionNumber, ridges }: ReturnType<typeof summarise>,
  arrays: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): Result {
  const json = {
    command: "diagnose",
    out: flags.out,
    ...(flags.plot !== undefined && { plot: flags.plot }),
    arrays: Object.fromEntries(
      Object.entries(arrays).map(([name, { shape }]) => [name, { shape, dtype: "float64" }]),
    ),
    largestEigenvalue: largest,
    smallestEigenvalue: smallest,
    conditionNumber: Number.isFinite(conditionNumber) ? conditionNumber : null,
    ridges,
  };
  const head = ["ridge", "loo rmse", "gcv", "dof", "norm2", "condition"];
  const lines = [head, ...ridges.map((row) => Object.values(row).map(formatNumber))];
  const table = lines.map((cells) => cells.map((cell) => cell.padStart(11)).join("")).join("\n");
  const spectrum = `eigenvalues from ${formatNumber(largest)} to ${formatNumber(smallest)}, condition number ${formatNumber(conditionNumber)}`;
  return {
    json,
    text: `${table}\n${spectrum}\nwrote ${Object.keys(arrays).join(", ")} to ${flags.out}\n${drewPlot(flags.plot)}`,
  };
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

const examples = `
Examples:
  $ ntkit diagnose --network mlp:depth=50,activation=erf
  $ ntkit diagnose --train K.npy --targets y.npy --ridges 1e-6,1e-3 --out o.npz --plot k.html`;
