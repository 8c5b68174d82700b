import { matrix, NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkNonNegative, checkTargets } from "../check.ts";
import { kernelProduct } from "./kernel-product.ts";
import type { TileOptions } from "./kernel-product.ts";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import type { Preconditioner } from "./low-rank-preconditioner.ts";

export interface ConjugateGradientProblem {
  /** K, in memory [N, N] or in tiles. */
  readonly kernel: Matrix | KernelTiles;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** λ, absolute. Default 0. */
  readonly ridge?: number | undefined;
  /** Where to start, shape [N, O]. Default zeros. */
  readonly start?: Matrix | undefined;
  /** Default none. */
  readonly preconditioner?: Preconditioner | undefined;
}

export interface ConjugateGradientOptions extends TileOptions {
  /** Largest ‖Y − (K + λI)X‖ / ‖Y‖ of a column that counts as solved. Default 1e-8. */
  readonly tolerance?: number | undefined;
  /** Default 1000. */
  readonly maxSteps?: number | undefined;
  /** Throw unless converged. Default true. */
  readonly throwOnFailure?: boolean | undefined;
}

export interface ConjugateGradientResult {
  /** (K + λI)⁻¹ Y, shape [N, O]. */
  readonly x: Matrix;
  /** "no-progress" where rounding keeps the residual above the tolerance. */
  readonly reason: "converged" | "no-progress" | "max-steps";
  /** Products with K in the iteration; one more, at least, checks the residual. */
  readonly steps: number;
  /** ‖Y − (K + λI)X‖ / ‖Y‖, the largest of all columns, computed anew from X. */
  readonly residual: number;
}

/**
 * Solution of (K + λI) X = Y by preconditioned conjugate gradients, all columns at once.
 *
 * The residual of the recurrence drifts from the true one, so that is computed when the recurrence
 * says converged, and the iteration goes on from there where it was too small. N² multiplications per
 * step and column, memory of five [N, O].
 *
 * @throws {@link NumericalError} "max-steps" (detail: steps, residual) when not converged, unless
 *   `throwOnFailure` is false; "not-positive-definite" for a direction of negative curvature; "non-finite"
 * @throws {@link ShapeError}; {@link RangeError} for a negative ridge or tolerance
 * @see Golub & Van Loan, "Matrix Computations", section 11.5
 */
export async function conjugateGradient(
  problem: ConjugateGradientProblem,
  options: ConjugateGradientOptions = {},
): Promise<ConjugateGradientResult> {
  const { tolerance = 1e-8, maxSteps = 1000, throwOnFailure = true } = options;
  const run = begin(problem, options, tolerance);
  let [steps, before] = [0, Infinity];
  for (;;) {
    const residual = await trueResidual(run);
    const worst = largestRatio(residual, run.sizes);
    const done = worst <= tolerance;
    if (done || steps >= maxSteps || worst > before / 2) {
      const reason = done ? "converged" : steps >= maxSteps ? "max-steps" : "no-progress";
      const result = { x: run.x, reason, steps, residual: worst } as const;
      if (throwOnFailure && !done) throw notConverged(result, tolerance);
      return result;
    }
    before = worst;
    steps += await iterate(run, residual, maxSteps - steps);
  }
}

interface Run {
  readonly product: (x: Matrix) => Promise<Matrix>;
  readonly precondition: (r: Matrix) => Matrix;
  readonly targets: Matrix;
  /** ‖Y‖ of each column; 1 for a column of zeros. */
  readonly sizes: Float64Array;
  readonly tolerance: number;
  readonly x: Matrix;
  /** Told the residual of the recurrence after each step. */
  readonly report: (residual: number) => void;
}

function begin(
  problem: ConjugateGradientProblem,
  options: ConjugateGradientOptions,
  tolerance: number,
): Run {
  const { kernel, targets, ridge = 0, start, preconditioner } = problem;
  const tiles = toTiles(kernel);
  checkTargets("conjugateGradient", targets, tiles.size);
  checkNonNegative("conjugateGradient", "ridge", ridge);
  checkNonNegative("conjugateGradient", "tolerance", tolerance);
  if (start !== undefined && (start.rows !== targets.rows || start.cols !== targets.cols)) {
    throw new ShapeError(
      `conjugateGradient: start must be ${targets.rows}×${targets.cols} like targets, got ${start.rows}×${start.cols}`,
    );
  }
  const product = async (x: Matrix) => {
    const result = await kernelProduct(tiles, x, { ...options, onProgress: undefined });
    x.data.forEach((value, at) => (result.data[at]! += ridge * value));
    return result;
  };
  return {
    product,
    precondition: preconditioner?.apply ?? ((r) => r),
    targets,
    sizes: columnDots(targets, targets).map((square) => Math.sqrt(square) || 1),
    tolerance,
    x: matrix(targets.rows, targets.cols, start && Float64Array.from(start.data)),
    report: progressOf(options, tolerance),
  };
}

/** Progress in digits of the residual; it never goes back. */
function progressOf(
  { onProgress }: ConjugateGradientOptions,
  tolerance: number,
): (residual: number) => void {
  let best = 0;
  return (residual) => {
    const fraction = residual <= tolerance ? 1 : Math.log(residual) / Math.log(tolerance);
    if (fraction > best) best = Math.min(1, fraction);
    onProgress?.(best);
  };
}

async function trueResidual({ product, targets, x }: Run): Promise<Matrix> {
  if (x.data.every((value) => value === 0)) {
    return matrix(targets.rows, targets.cols, Float64Array.from(targets.data));
  }
  const found = await product(x);
  return matrix(
    targets.rows,
    targets.cols,
    targets.data.map((y, at) => y - found.data[at]!),
  );
}

/** Steps from the given residual until the recurrence says converged; moves x. */
async function iterate(run: Run, residual: Matrix, maxSteps: number): Promise<number> {
  const { x, sizes, tolerance } = run;
  let direction = run.precondition(residual);
  direction = { ...direction, data: Float64Array.from(direction.data) };
  let energy = columnDots(residual, direction);
  // a little deeper than asked for, so that one round is mostly enough
  const goal = 0.5 * tolerance;
  let steps = 0;
  while (steps < maxSteps && largestRatio(residual, sizes) > goal) {
    const image = await run.product(direction);
    steps++;
    const curvature = columnDots(direction, image);
    const lengths = energy.map((e, o) => stepLength(e, curvature[o]!, o));
    addScaled(x, direction, lengths, 1);
    addScaled(residual, image, lengths, -1);
    run.report(largestRatio(residual, sizes));
    const next = run.precondition(residual);
    const nextEnergy = columnDots(residual, next);
    const ratios = nextEnergy.map((value, o) => (energy[o]! > 0 ? value / energy[o]! : 0));
    direction = combine(next, direction, ratios);
    energy = nextEnergy;
  }
  return steps;
}

function stepLength(energy: number, curvature: number, column: number): number {
  if (energy === 0) return 0;
  if (energy > 0 && curvature > 0) return energy / curvature;
  throw new NumericalError(
    `conjugateGradient: kernel + ridge·I and the preconditioner must be positive definite, got curvature ${curvature} and energy ${energy} in column ${column}; use a larger ridge`,
    "not-positive-definite",
    { column, value: curvature, energy },
  );
}

/** Inner product of each pair of columns. */
function columnDots(a: Matrix, b: Matrix): Float64Array {
  const sums = new Float64Array(a.cols);
  a.data.forEach((value, at) => (sums[at % a.cols]! += value * b.data[at]!));
  return sums;
}

function largestRatio(residual: Matrix, sizes: Float64Array): number {
  const squares = columnDots(residual, residual);
  return squares.reduce((most, value, o) => Math.max(most, Math.sqrt(value) / sizes[o]!), 0);
}

/** A += sign · B · diag(scale), in place. */
function addScaled(a: Matrix, b: Matrix, scale: Float64Array, sign: number): void {
  b.data.forEach((value, at) => (a.data[at]! += sign * scale[at % a.cols]! * value));
}

function combine(a: Matrix, b: Matrix, scale: Float64Array): Matrix {
  const data = a.data.map((value, at) => value + scale[at % a.cols]! * b.data[at]!);
  return { rows: a.rows, cols: a.cols, data };
}

function notConverged(
  { reason, steps, residual }: ConjugateGradientResult,
  tolerance: number,
): NumericalError {
  return new NumericalError(
    `conjugateGradient: the relative residual must fall to ${tolerance}, got ${residual} after ${steps} steps (${reason}); use a preconditioner, a larger ridge or more steps, or take throwOnFailure: false`,
    "max-steps",
    { steps, residual, stopped: reason },
  );
}
