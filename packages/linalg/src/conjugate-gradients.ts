import { checkFinite } from "./check-finite.ts";
import { checkNonNegative } from "./check-non-negative.ts";
import { checkSquare } from "./cholesky.ts";
import type { EngineOptions } from "./engine-options.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import type { LinearOperator } from "./linear-operator.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { plainEngine } from "./plain-engine.ts";

/** How {@link conjugateGradients} works. */
export interface ConjugateGradientsOptions extends EngineOptions {
  /** λ of A + λI; 0 or more. Default: 0. */
  readonly ridge?: number | undefined;
  /** Where to start, shape [n, m]. Default: zeros. */
  readonly start?: Matrix | undefined;
  /** P⁻¹, near (A + λI)⁻¹ and symmetric positive definite, as from `lowRankPreconditioner`. Default: none. */
  readonly preconditioner?: LinearOperator | undefined;
  /** Largest ‖B − (A + λI)X‖ / ‖B‖ of a column that counts as solved. Default: 1e-8. */
  readonly tolerance?: number | undefined;
  /** Default: 1000. */
  readonly maxSteps?: number | undefined;
  /** Reject unless converged, instead of telling in `reason`. Default: true. */
  readonly throwOnFailure?: boolean | undefined;
}

/** What {@link conjugateGradients} found. */
export interface ConjugateGradientsResult {
  /** (A + λI)⁻¹ B, shape [n, m]. */
  readonly x: Matrix;
  /** "no-progress" where rounding keeps the residual above the tolerance. */
  readonly reason: "converged" | "no-progress" | "max-steps";
  /** Products with A in the iteration; one more, at least, checks the residual. */
  readonly steps: number;
  /** ‖B − (A + λI)X‖ / ‖B‖, the largest of all columns, computed anew from X. */
  readonly residual: number;
}

/**
 * X with (A + λI) X = B by preconditioned conjugate gradients, all columns at once, for a symmetric
 * positive definite A + λI [n, n] and B [n, m]. A is a matrix, whose products the engine computes, or a
 * function that multiplies by it.
 *
 * For matrices whose factor takes too long or that are not there as a whole, or for few digits. The
 * residual of the recurrence drifts from the true one, so that is computed when the recurrence says
 * converged, and the iteration goes on from there where it was too large. A product with A per step,
 * 2n²m flops for a matrix; memory of five [n, m].
 *
 * @throws {@link ShapeError} when A is not square, or B, the start or a product has another shape
 * @throws {@link !RangeError} when an option is out of range
 * @throws {@link NumericalError} `max-steps` (detail: steps, residual, stopped) when not converged, unless
 *   `throwOnFailure` is false; `not-positive-definite` (detail: column, value: pᵀAp, energy) for a
 *   direction of negative curvature; `non-finite` (detail: row, col)
 * @see Hestenes & Stiefel 1952; Golub & Van Loan, "Matrix Computations", section 11.5
 */
export async function conjugateGradients(
  a: Matrix | LinearOperator,
  b: Matrix,
  options: ConjugateGradientsOptions = {},
): Promise<ConjugateGradientsResult> {
  const { tolerance = 1e-8, maxSteps = 1000, throwOnFailure = true } = options;
  checkArguments(a, b, options);
  const run = begin(a, b, options, tolerance);
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
  /** (A + λI) X. */
  readonly product: LinearOperator;
  readonly precondition: LinearOperator;
  readonly b: Matrix;
  /** ‖b‖ of each column; 1 for a column of zeros. */
  readonly sizes: Float64Array;
  readonly tolerance: number;
  readonly x: Matrix;
  /** Told the residual of the recurrence after each step. */
  readonly report: (residual: number) => void;
}

function checkArguments(
  a: Matrix | LinearOperator,
  b: Matrix,
  { ridge = 0, tolerance = 1e-8, maxSteps = 1000, start }: ConjugateGradientsOptions,
): void {
  if (typeof a !== "function") {
    checkSquare("conjugateGradients", a);
    if (a.rows !== b.rows) {
      throw new ShapeError(
        `conjugateGradients: b must have ${a.rows} rows (a is ${a.rows}×${a.cols}), got ${b.rows}×${b.cols}`,
      );
    }
  }
  checkFinite("conjugateGradients: b", b);
  if (start !== undefined) {
    checkShape("start", start, b);
    checkFinite("conjugateGradients: start", start);
  }
  checkNonNegative("conjugateGradients", "ridge", ridge);
  if (!(tolerance > 0)) {
    throw new RangeError(`conjugateGradients: tolerance must be above 0, got ${tolerance}`);
  }
  if (!(maxSteps >= 0)) {
    throw new RangeError(`conjugateGradients: maxSteps must be at least 0, got ${maxSteps}`);
  }
}

function checkShape(what: string, found: Matrix, b: Matrix): void {
  if (found.rows === b.rows && found.cols === b.cols) return;
  throw new ShapeError(
    `conjugateGradients: ${what} must be ${b.rows}×${b.cols} like b, got ${found.rows}×${found.cols}`,
  );
}

function begin(
  a: Matrix | LinearOperator,
  b: Matrix,
  options: ConjugateGradientsOptions,
  tolerance: number,
): Run {
  const { start, preconditioner = (r: Matrix) => r } = options;
  return {
    product: shiftedProduct(a, options),
    precondition: async (r) => {
      const found = await preconditioner(r);
      checkShape("what the preconditioner gives", found, b);
      return found;
    },
    b,
    sizes: columnDots(b, b).map((square) => Math.sqrt(square) || 1),
    tolerance,
    x: matrix(b.rows, b.cols, start && Float64Array.from(start.data)),
    report: progressOf(options, tolerance),
  };
}

/** X ↦ A X + λX, checked. */
function shiftedProduct(
  a: Matrix | LinearOperator,
  { ridge = 0, engine = plainEngine, signal }: ConjugateGradientsOptions,
): LinearOperator {
  const multiply = typeof a === "function" ? a : (x: Matrix) => engine.multiply(a, x, { signal });
  return async (x) => {
    signal?.throwIfAborted();
    const found = await multiply(x);
    checkShape("a product with a", found, x);
    checkFinite("conjugateGradients: a product with a", found);
    const data = found.data.map((value, at) => value + ridge * x.data[at]!);
    return matrix(x.rows, x.cols, data);
  };
}

/** Progress in digits of the residual; it never goes back. */
function progressOf(
  { onProgress }: ConjugateGradientsOptions,
  tolerance: number,
): (residual: number) => void {
  let best = 0;
  return (residual) => {
    const fraction = residual <= tolerance ? 1 : Math.log(residual) / Math.log(tolerance);
    if (fraction > best) best = Math.min(1, fraction);
    onProgress?.(best);
  };
}

async function trueResidual({ product, b, x }: Run): Promise<Matrix> {
  if (x.data.every((value) => value === 0)) {
    return matrix(b.rows, b.cols, Float64Array.from(b.data));
  }
  const found = await product(x);
  const data = b.data.map((value, at) => value - found.data[at]!);
  return matrix(b.rows, b.cols, data);
}

/** Steps from the given residual until the recurrence says converged; moves x. */
async function iterate(run: Run, residual: Matrix, maxSteps: number): Promise<number> {
  const { x, sizes, tolerance } = run;
  let direction = await run.precondition(residual);
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
    const next = await run.precondition(residual);
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
    `conjugateGradients: a + ridge·I and the preconditioner must be positive definite, got curvature ${curvature} and energy ${energy} in column ${column}; use a larger ridge`,
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
  { reason, steps, residual }: ConjugateGradientsResult,
  tolerance: number,
): NumericalError {
  return new NumericalError(
    `conjugateGradients: the relative residual must fall to ${tolerance}, got ${residual} after ${steps} steps (${reason}); use a preconditioner, a larger ridge or more steps, or take throwOnFailure: false`,
    "max-steps",
    { steps, residual, stopped: reason },
  );
}
