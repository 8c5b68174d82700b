import { diagonal, matrix, ShapeError, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel, checkLabels } from "./check.ts";
import { solveSvmDual } from "./solve-svm-dual.ts";
import type { SvmDualOptions } from "./solve-svm-dual.ts";
import type { SvmReport, SvmSolution } from "./svm-dual.ts";

/** "one-vs-one": a machine per pair of classes, which vote. "one-vs-rest": a machine per class. */
export type SvcStrategy = "one-vs-one" | "one-vs-rest";

/** What a support-vector classifier is fitted to. */
export interface SvcProblem {
  /** Kernel of the training rows, shape [N, N]. */
  readonly kernel: Matrix;
  /** Class of each row, integers in [0, classes), shape [N]. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Penalty of a margin violation; the bound of every coefficient. */
  readonly C: number;
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
 * Fits a C-support-vector classifier on a precomputed kernel.
 *
 * For each machine: minimise ½ αᵀQα − Σα with 0 ≤ α ≤ C, Σ yα = 0, Q = y yᵀ ∘ K. Classes that no row
 * has get no machine. Equivalent to scikit-learn's `SVC(kernel="precomputed")` (one-vs-one, the
 * default) or `OneVsRestClassifier` around it.
 *
 * One-vs-one takes one copy of the kernel of two classes at a time.
 *
 * @throws {@link RangeError} when a label, C or a weight is out of range, or only one class occurs
 * @throws {@link NumericalError} "max-steps" as `solveSvmDual`; "non-finite" for a bad kernel
 */
export async function supportVectorClassifier(
  problem: SvcProblem,
  options: SvmDualOptions = {},
): Promise<SvcModel> {
  const { kernel, classes, C, strategy = "one-vs-one" } = problem;
  const present = checkProblem(problem);
  const machines = machinesOf(strategy, present);
  checkWarmStart(problem, machines.length);
  const coefficients = matrix(kernel.rows, machines.length);
  const biases = new Float64Array(machines.length);
  const reports: SvmReport[] = [];
  for (const [m, sides] of machines.entries()) {
    const rows = rowsOf(problem.labels, sides);
    const fitted = await fitMachine(problem, rows, m, sides, options);
    const { coefficients: beta, bias, ...report } = fitted;
    rows.forEach((row, t) => (coefficients.data[row * machines.length + m] = beta[t]!));
    biases[m] = bias;
    reports.push(report);
    options.onProgress?.((m + 1) / machines.length);
  }
  return { strategy, classes, C, machines, coefficients, biases, reports };
}

/** The classes that occur, ascending. */
function checkProblem({ kernel, labels, classes, C, classWeights }: SvcProblem): number[] {
  const caller = "supportVectorClassifier";
  checkKernel(caller, kernel);
  if (labels.length !== kernel.rows) {
    throw new ShapeError(
      `${caller}: labels must have ${kernel.rows} entries (one per kernel row), got ${labels.length}`,
    );
  }
  checkLabels(caller, labels, classes);
  checkPositive("C", C);
  if (classWeights !== undefined) {
    if (classWeights.length !== classes) {
      throw new ShapeError(
        `${caller}: classWeights must have ${classes} entries, got ${classWeights.length}`,
      );
    }
    for (const weight of Array.from(classWeights)) checkPositive("classWeights", weight);
  }
  const present = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  if (present.length < 2) {
    throw new RangeError(
      `${caller}: labels must hold at least two classes, got only class ${present[0]!}`,
    );
  }
  return present;
}

function checkWarmStart({ warmStart, kernel }: SvcProblem, machines: number): void {
  if (warmStart === undefined) return;
  const { rows, cols } = warmStart.coefficients;
  if (rows !== kernel.rows || cols !== machines) {
    throw new ShapeError(
      `supportVectorClassifier: warmStart must have ${kernel.rows}×${machines} coefficients (rows × machines), got ${rows}×${cols}`,
    );
  }
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(
      `supportVectorClassifier: ${name} must be positive and finite, got ${value}`,
    );
  }
}

/** (a, b) for a < b, or (a, rest); two classes need one machine either way. */
function machinesOf(strategy: SvcStrategy, present: readonly number[]): [number, number][] {
  if (strategy === "one-vs-rest" && present.length > 2) return present.map((a) => [a, -1]);
  return present.flatMap((a, i) => present.slice(i + 1).map((b): [number, number] => [a, b]));
}

function rowsOf(
  labels: ArrayLike<number>,
  [positive, negative]: readonly [number, number],
): number[] {
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === positive || labels[i] === negative || negative === -1) rows.push(i);
  }
  return rows;
}

async function fitMachine(
  { kernel, labels, C, classWeights, warmStart }: SvcProblem,
  rows: readonly number[],
  machine: number,
  [positive]: readonly [number, number],
  options: SvmDualOptions,
): Promise<SvmSolution> {
  const size = rows.length;
  const block = size === kernel.rows ? kernel : submatrix(kernel, rows, rows);
  const dual = {
    size,
    signs: Float64Array.from(rows, (row) => (labels[row] === positive ? 1 : -1)),
    bounds: Float64Array.from(rows, (row) => C * (classWeights?.[labels[row]!] ?? 1)),
    row: (t: number) => block.data.subarray(t * size, (t + 1) * size),
    diagonal: diagonal(block),
  };
  const start = warmStart && startOf(warmStart, rows, machine);
  return solveSvmDual(dual, { ...options, start });
}

function startOf(
  { coefficients }: SvcModel,
  rows: readonly number[],
  machine: number,
): Float64Array {
  return Float64Array.from(rows, (row) => coefficients.data[row * coefficients.cols + machine]!);
}
