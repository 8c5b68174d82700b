import { matrix, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { recomputeSlack, smoState } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";
import { checkStart, solveState } from "./solve-svm-dual.ts";
import type { SvmDualOptions } from "./solve-svm-dual.ts";
import { machineDual, machineRows, svcMachines } from "./svc-machines.ts";
import type { Sides } from "./svc-machines.ts";
import type { SvmDual, SvmReport } from "./svm-dual.ts";

/** "one-vs-one": a machine per pair of classes, which vote. "one-vs-rest": a machine per class. */
export type SvcStrategy = "one-vs-one" | "one-vs-rest";

/** What support-vector classifiers are fitted to, for several values of C. */
export interface SvcGridProblem {
  /** Kernel of the training rows, shape [N, N]. */
  readonly kernel: Matrix;
  /** Class of each row, integers in [0, classes), shape [N]. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Penalties of a margin violation; each the bound of every coefficient. */
  readonly C: readonly number[];
  /** Factor on C for the rows of each class, shape [classes]. Default all 1. */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** Default "one-vs-one". */
  readonly strategy?: SvcStrategy | undefined;
  /** A model of the same rows, labels and strategy with another C, to begin from; a smaller C helps. */
  readonly warmStart?: SvcModel | undefined;
}

/** A fitted classifier: decision values of row x are K(x, ·) coefficients + biases. */
export interface SvcModel {
  readonly strategy: SvcStrategy;
  readonly classes: number;
  readonly C: number;
  /** Per machine the class of its positive side and that of its negative side (−1: all others). */
  readonly machines: readonly (readonly [positive: number, negative: number])[];
  /** y α per training row and machine, shape [N, machines]; 0 off the support vectors. */
  readonly coefficients: Matrix;
  /** Shape [machines]. */
  readonly biases: Float64Array;
  /** How each dual was left, shape [machines]. */
  readonly reports: readonly SvmReport[];
}

/**
 * A C-support-vector classifier for each C, in the order given.
 *
 * What `supportVectorClassifier` finds for one C after the other, but the kernel is checked and copied
 * once, and each machine goes through C in ascending order, every solution beginning the next. Once no
 * coefficient is at its bound, a larger C changes nothing and costs O(N).
 *
 * Memory besides the models: at most one copy of the kernel of two classes.
 *
 * @throws {@link RangeError} when a label, C or a weight is out of range, or only one class occurs
 * @throws {@link NumericalError} "max-steps" as `solveSvmDual`; "non-finite" for a bad kernel
 */
export function supportVectorPath(
  problem: SvcGridProblem,
  options: SvmDualOptions = {},
): Promise<SvcModel[]> {
  return fitPath("supportVectorPath", problem, options);
}

/** The same, with `caller` in its messages. */
export async function fitPath(
  caller: string,
  problem: SvcGridProblem,
  options: SvmDualOptions,
): Promise<SvcModel[]> {
  const machines = svcMachines(caller, problem);
  checkWarmStart(caller, problem, machines.length);
  const models = problem.C.map((C) => emptyModel(problem, C, machines));
  const ascending = models.toSorted((a, b) => a.C - b.C);
  for (const [m, sides] of machines.entries()) {
    await fitMachine(problem, ascending, m, sides, options);
    options.onProgress?.((m + 1) / machines.length);
  }
  return models;
}

interface GrowingModel extends SvcModel {
  readonly reports: SvmReport[];
}

function emptyModel(
  { kernel, classes, strategy = "one-vs-one" }: SvcGridProblem,
  C: number,
  machines: readonly Sides[],
): GrowingModel {
  const coefficients = matrix(kernel.rows, machines.length);
  const biases = new Float64Array(machines.length);
  return { strategy, classes, C, machines, coefficients, biases, reports: [] };
}

function checkWarmStart(
  caller: string,
  { warmStart, kernel }: SvcGridProblem,
  machines: number,
): void {
  if (warmStart === undefined) return;
  const { rows, cols } = warmStart.coefficients;
  if (rows !== kernel.rows || cols !== machines) {
    throw new ShapeError(
      `${caller}: warmStart must have ${kernel.rows}×${machines} coefficients (rows × machines), got ${rows}×${cols}`,
    );
  }
}

/** Machine `m` of every model, which are in ascending order of C. */
async function fitMachine(
  problem: SvcGridProblem,
  models: readonly GrowingModel[],
  m: number,
  sides: Sides,
  options: SvmDualOptions,
): Promise<void> {
  const rows = machineRows(problem.labels, sides);
  const dual = machineDual(problem, rows, sides[0]);
  const state = startingState(dual, problem.warmStart, rows, m);
  for (const model of models) {
    const bounds = dual.bounds.map((weight) => model.C * weight);
    const { coefficients, bias, ...report } = await solveState(state, bounds, options);
    const { data, cols } = model.coefficients;
    rows.forEach((row, t) => (data[row * cols + m] = coefficients[t]!));
    model.biases[m] = bias;
    model.reports.push(report);
  }
}

function startingState(
  dual: SvmDual,
  warmStart: SvcModel | undefined,
  rows: Int32Array,
  machine: number,
): SmoState {
  const state = smoState(dual);
  if (warmStart === undefined) return state;
  const { data, cols } = warmStart.coefficients;
  rows.forEach((row, t) => (state.beta[t] = data[row * cols + machine]!));
  checkStart(dual, state.beta);
  recomputeSlack(state);
  return state;
}
