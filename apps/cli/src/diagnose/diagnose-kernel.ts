import { writeNpz } from "@ntkit/datasets";
import { NumericalError } from "@ntkit/linalg";
import { ridgePath } from "@ntkit/solvers";
import { withEngine } from "../engine/with-engine.ts";
import { kernelFileName } from "../input/read-kernel.ts";
import type { Io } from "../io.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { diagnoseDrawing } from "../plot/diagnose-drawing.ts";
import { plotFile } from "../plot/plot-file.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { diagnoseArrays } from "./diagnose-arrays.ts";
import type { KernelFlags } from "./diagnose-flags.ts";
import { diagnoseResult } from "./diagnose-result.ts";
import { diagnosis } from "./diagnosis.ts";
import { readKernelProblem } from "./read-kernel-problem.ts";

/** `ntkit diagnose` on a kernel: its spectrum, and how regression with it generalises for several ridges. */
export async function diagnoseKernel(flags: KernelFlags, io: Io): Promise<Result> {
  const inputs = [kernelFileName(flags.train), flags.targets, flags.f0];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const plot = await plotFile(io.cwd, flags, inputs);
  const given = await readKernelProblem(flags, io.cwd);
  const problem = { ...given, ridges: flags.ridges, method: "eigen" } as const;
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const onProgress = (fraction: number) => {
    bar.update(fraction, "eigenvalues");
  };
  const path = await withEngine(flags.threads, given.kernel.rows, (engine) =>
    ridgePath(problem, { engine, signal: io.signal, onProgress }),
  ).finally(() => {
    bar.stop();
  });
  const eigenvalues = path.eigenvalues!;
  checkSemidefinite(eigenvalues, flags.train);
  const arrays = diagnoseArrays(eigenvalues, path.fits);
  await writeFileAtomically(out, writeNpz(arrays));
  const found = diagnosis(eigenvalues, path.fits);
  await plot((canvas) => diagnoseDrawing(canvas, found));
  return diagnoseResult(flags, found, arrays);
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
