import { DataError } from "@ntkit/datasets";
import { type Matrix, matrix } from "@ntkit/linalg";
import { assertShape, readKernel } from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import type { KernelFlags } from "./diagnose-flags.ts";

/** What a kernel is diagnosed on. */
export interface KernelProblem {
  /** Shape [N, N]. */
  readonly kernel: Matrix;
  /** Y − f₀, shape [N, O]. */
  readonly targets: Matrix;
}

/**
 * Reads the files of `ntkit diagnose`.
 *
 * @throws DataError for files that are wrong or do not go together
 */
export async function readKernelProblem(flags: KernelFlags, cwd: string): Promise<KernelProblem> {
  const { matrix: kernel } = await readKernel(cwd, flags.train);
  const targets = await readColumns(cwd, flags.targets);
  if (targets.rows !== kernel.rows) {
    throw new DataError(
      `must have ${kernel.rows} rows like ${flags.train} (${kernel.rows}×${kernel.cols}), got ${targets.rows}×${targets.cols}`,
      { file: flags.targets },
    );
  }
  if (flags.f0 === undefined) return { kernel, targets };
  const initial = await readColumns(cwd, flags.f0);
  assertShape(initial, flags.f0, targets.rows, targets.cols, `like ${flags.targets}`);
  const residual = targets.data.map((target, at) => target - initial.data[at]!);
  return { kernel, targets: matrix(targets.rows, targets.cols, residual) };
}
