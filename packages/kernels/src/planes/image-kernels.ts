import type { CallOptions, Matrix, Tensor } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import { runTasksHere, sharedFloat64, shareNumbers } from "@ntkit/linalg/tasks";
import type { KernelWorkers } from "../kernel-workers.ts";
import type { PlaneRunner } from "./evaluate-planes.ts";
import { evaluatePlanes } from "./evaluate-planes.ts";
import type { PlanePrecision } from "./plane-kernels.ts";
import { planeModule } from "./plane-kernels.ts";
import { createPlaneMachine } from "./plane-machine.ts";
import type { PlaneProgram } from "./plane-program.ts";
import { planeTasks } from "./plane-tasks.ts";

/** Images and what shall be done with them. */
export interface ImageKernels {
  readonly program: PlaneProgram;
  readonly precision: PlanePrecision;
  readonly x1: Tensor;
  /** undefined: x₁ itself. */
  readonly x2: Tensor | undefined;
  readonly workers: KernelWorkers | undefined;
}

/**
 * NNGP and NTK [N₁, N₂] of images, by planes, on threads where there are some.
 *
 * @throws {NumericalError} "non-finite" for inputs or results that are not finite, with the row
 */
export async function imageKernels(
  { program, precision, x1, x2, workers }: ImageKernels,
  call: CallOptions,
): Promise<{ readonly nngp: Matrix; readonly ntk: Matrix }> {
  for (const x of [x1, x2]) if (x) checkFinite(x);
  const request = { program, precision, x1: batchOf(x1), x2: x2 ? batchOf(x2) : null };
  return evaluatePlanes(request, workers ? onThreads(workers) : await onThisThread(), call);
}

function batchOf({ shape, data }: Tensor): { readonly count: number; readonly data: Float64Array } {
  return { count: shape[0]!, data };
}

function onThreads(workers: KernelWorkers): PlaneRunner {
  return {
    allocate: sharedFloat64,
    share: shareNumbers,
    run: (job, count, options) => workers.run(job, count, options),
  };
}

async function onThisThread(): Promise<PlaneRunner> {
  const machine = await createPlaneMachine(await planeModule());
  return {
    allocate: (length) => new Float64Array(length),
    share: (numbers) => numbers,
    run: (job, _, options) => runTasksHere(planeTasks(job, machine), options),
  };
}

function checkFinite({ shape, data }: Tensor): void {
  let sum = 0;
  for (const value of data) sum += value - value;
  if (sum === 0) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  const length = shape.slice(1).reduce((product, size) => product * size, 1);
  const [row, column] = [Math.floor(at / length), at % length];
  throw new NumericalError(
    `kernel: inputs must be finite, got ${data[at]!} in row ${row}, column ${column}`,
    "non-finite",
    { row, column },
  );
}
