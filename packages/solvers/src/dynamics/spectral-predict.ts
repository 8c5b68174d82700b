import { matrix, NumericalError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { crossInitial } from "./loss-outputs.ts";

/** Other rows, whose outputs move because the training rows are fitted. */
export interface FlowTestRows {
  /** K*, shape [M, N]; for a full kernel [MO, NO]. */
  readonly cross: Matrix;
  /** f₀*, their outputs before training, shape [M, O]. Default 0. */
  readonly initial?: Matrix | undefined;
}

/** Outputs at several times. */
export interface Trajectory {
  /** As asked for. */
  readonly times: readonly number[];
  /** Outputs of the training rows, [N, O] per time. */
  readonly train: readonly Matrix[];
  /** Outputs of the other rows, [M, O] per time; only where they were given. */
  readonly cross?: readonly Matrix[];
}

/** What became of one eigendirection: α along it is this times its component of Y − f₀. */
export type SpectralFilter = (eigenvalue: number) => number;

/** A filter for each time. */
export interface TimedFilters {
  readonly caller: string;
  readonly times: readonly number[];
  readonly at: (time: number) => SpectralFilter;
}

/**
 * f₀ + K α and f₀* + K* α for α = V diag(filter(κ)) Vᵀ (Y − f₀), at each time.
 *
 * O(N² M) once for other rows, then O(N (N + M) O) per time.
 */
export async function spectralPredict(
  flow: GradientFlow,
  filters: TimedFilters,
  test: FlowTestRows | undefined,
  options: SolverOptions,
): Promise<Trajectory> {
  const { engine, signal } = resolveOptions(options);
  const { caller, times, at } = filters;
  const cross = test && (await spectralCross(flow, filters, test, options));
  const train: Matrix[] = [];
  for (const time of times) {
    const filter = at(time);
    const learned = filtered(flow, (kappa) => kappa * filter(kappa));
    const change = await engine.multiply(flow.eigenvectors, learned, { signal });
    train.push(finiteSum(caller, time, flow.initial, change));
  }
  return { times: [...times], train, ...(cross && { cross }) };
}

/** The other rows' part of `spectralPredict`. */
export async function spectralCross(
  flow: GradientFlow,
  { caller, times, at }: TimedFilters,
  test: FlowTestRows,
  options: SolverOptions,
): Promise<Matrix[]> {
  const { engine, signal } = resolveOptions(options);
  const projected = await crossDirections(caller, flow, test.cross, options);
  const outputs = flow.initial.cols;
  const start = crossInitial(caller, outputs, outputs / flow.components.cols, test);
  const found: Matrix[] = [];
  for (const time of times) {
    const filter = at(time);
    const grows = time === Infinity && filter(0) === Infinity;
    if (grows) checkBounded(caller, flow, projected);
    const weights = filtered(flow, (kappa) => (grows && kappa === 0 ? 0 : filter(kappa)));
    const change = await engine.multiply(projected, weights, { signal });
    found.push(finiteSum(caller, time, start, change));
  }
  return found;
}

/** diag(weight(κ)) Vᵀ (Y − f₀); nothing moves where the component is 0 or the weight is 0 · ∞. */
function filtered(
  { eigenvalues, components }: GradientFlow,
  weight: (eigenvalue: number) => number,
): Matrix {
  const { rows, cols, data } = components;
  const result = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    const factor = weight(eigenvalues[i]!);
    if (eigenvalues[i] === 0 && Number.isNaN(factor)) continue;
    for (let o = 0; o < cols; o++) result.data[i * cols + o] = factor * data[i * cols + o]!;
  }
  return result;
}

/**
 * K* V, shape [M, n]. In directions of eigenvalue 0, where a kernel matrix of both sets of rows can
 * have nothing, entries that are rounding of a sum of n terms are set to that nothing: they would be
 * multiplied by t. With a rank tolerance of the user's, so are entries that it explains.
 */
async function crossDirections(
  caller: string,
  flow: GradientFlow,
  cross: Matrix,
  options: SolverOptions,
): Promise<Matrix> {
  const { eigenvalues, eigenvectors, rank, rankTolerance } = flow;
  const n = eigenvalues.length;
  checkCross(caller, cross, n);
  const { engine, signal } = resolveOptions(options);
  const projected = await engine.multiply(cross, eigenvectors, { signal });
  if (rank === n) return projected;
  for (let i = 0; i < cross.rows; i++) {
    const row = projected.data.subarray(i * n, (i + 1) * n);
    const rounding = 8 * n * Number.EPSILON * norm(row);
    const nothing = rankTolerance === undefined ? rounding : explained(flow, row);
    for (let j = rank; j < n; j++) if (Math.abs(row[j]!) <= nothing) row[j] = 0;
  }
  return projected;
}

/**
 * The most that a row of K* V can have where the eigenvalue is at most the rank tolerance:
 * |K* v|² ≤ K** vᵀKv for a kernel, with |K*|² ≤ κ₁ K**.
 */
function explained({ eigenvalues, rankTolerance = 0 }: GradientFlow, row: Float64Array): number {
  const tolerance = Math.max(rankTolerance, eigenvalues.length * Number.EPSILON);
  return 8 * Math.sqrt(tolerance) * Math.max(eigenvalues[0]!, norm(row));
}

/** What is larger than rounding of an eigenvalue 0 explains grows with t for ever. */
function checkBounded(caller: string, flow: GradientFlow, projected: Matrix): void {
  const n = flow.eigenvalues.length;
  for (let i = 0; i < projected.rows; i++) {
    const row = projected.data.subarray(i * n, (i + 1) * n);
    const bound = explained(flow, row);
    for (let j = flow.rank; j < n; j++) {
      if (Math.abs(row[j]!) <= bound) continue;
      throw new NumericalError(
        `${caller}: cross must lie in the range of the singular kernel for t = ∞, got ${row[j]!} along null direction ${j} in row ${i}; check that both come from the same kernel`,
        "singular",
        { row: i, direction: j, value: row[j]! },
      );
    }
  }
}

function norm(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}

/** A + B in the shape of A. */
function finiteSum(caller: string, time: number, a: Matrix, b: Matrix): Matrix {
  const data = a.data.map((value, at) => value + b.data[at]!);
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return matrix(a.rows, a.cols, data);
  throw new NumericalError(
    `${caller}: outputs must stay finite, got ${data[at]!} in row ${Math.floor(at / a.cols)} at time ${time}; use a smaller learning rate or time`,
    "non-finite",
    { row: Math.floor(at / a.cols), col: at % a.cols, time },
  );
}

/** Times as a list. @throws RangeError for an empty list, NaN, a negative time or, where whole, a fraction. */
export function checkedTimes(
  caller: string,
  times: number | readonly number[],
  kind: "times" | "steps",
): readonly number[] {
  const list = typeof times === "number" ? [times] : times;
  if (list.length === 0) throw new RangeError(`${caller}: ${kind} must not be empty, got []`);
  for (const time of list) {
    const isWhole = kind === "times" || time === Infinity || Number.isSafeInteger(time);
    if (!(time >= 0) || !isWhole) {
      const must = kind === "times" ? "at least 0" : "whole numbers of at least 0";
      throw new RangeError(`${caller}: ${kind} must be ${must}, or Infinity, got ${time}`);
    }
  }
  return list;
}
