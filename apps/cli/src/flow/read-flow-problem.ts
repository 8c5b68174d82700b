import { DataError } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import type { FlowTestRows } from "@ntkit/solvers";
import {
  type KernelFile,
  assertSameSource,
  assertShape,
  readKernel,
  readKernelFile,
} from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import { readOutputs } from "../input/read-outputs.ts";
import type { FlowFlags } from "./flow-flags.ts";

/** What a flow is computed of. */
export interface FlowProblem {
  /** Shape [N, N], or [N*O, N*O] in full. */
  readonly kernel: Matrix;
  /** Shape [N, O]. */
  readonly targets: Matrix;
  /** Outputs before training, shape [N, O]. */
  readonly initial: Matrix | undefined;
  /** Other rows to predict. */
  readonly test: FlowTestRows | undefined;
}

/**
 * Reads the files of `ntkit flow`.
 *
 * @throws DataError for files that are wrong or do not go together
 */
export async function readFlowProblem(flags: FlowFlags, cwd: string): Promise<FlowProblem> {
  const train = await readKernel(cwd, flags.train);
  const targets = await readColumns(cwd, flags.targets);
  checkTargetRows(train.matrix, targets, flags);
  const initial = await readOutputs(cwd, flags.f0, targets.rows, targets.cols);
  const test = await readTest(flags, cwd, train, targets);
  return { kernel: train.matrix, targets, initial, test };
}

function checkTargetRows(kernel: Matrix, { rows, cols }: Matrix, flags: FlowFlags): void {
  if (kernel.rows === rows || kernel.rows === rows * cols) return;
  const full = cols === 1 ? "" : ` or, with ${cols} outputs, ${kernel.rows / cols}`;
  throw new DataError(
    `must have ${kernel.rows} rows${full} for the kernel ${kernel.rows}×${kernel.cols} of ${flags.train}, got ${rows}×${cols}`,
    { file: flags.targets },
  );
}

async function readTest(
  flags: FlowFlags,
  cwd: string,
  train: KernelFile,
  targets: Matrix,
): Promise<FlowTestRows | undefined> {
  if (flags.cross === undefined) return undefined;
  const kernel = train.matrix;
  const found = await readKernelFile(cwd, flags.cross);
  const cross = found.matrix;
  const perRow = kernel.rows / targets.rows;
  const rows = Math.ceil(cross.rows / perRow);
  const because = `to go with the kernel ${kernel.rows}×${kernel.cols}`;
  assertShape(cross, flags.cross, rows * perRow, kernel.cols, because);
  assertSameSource(found, train);
  return { cross, initial: await readOutputs(cwd, flags.f0Cross, rows, targets.cols) };
}
