import { checkFinite } from "./check-finite.ts";
import { checkSquare, cholesky } from "./cholesky.ts";
import type { EngineOptions } from "./engine-options.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import { gram } from "./gram.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { multiply } from "./multiply.ts";
import { pivotedCholesky } from "./pivoted-cholesky.ts";
import { plainEngine } from "./plain-engine.ts";
import { solveCholesky } from "./solve-cholesky.ts";
import { transpose } from "./transpose.ts";

/** How {@link conjugateGradients} works. */
export interface ConjugateGradientsOptions extends EngineOptions {
  /** λ of A + λ I; 0 or more. Default: 0. */
  readonly ridge?: number;
  /** Largest ‖b - A x‖ / ‖b‖ of a column. Default: 1e-8. */
  readonly tolerance?: number;
  /** Default: 10 n + 100. */
  readonly maxSteps?: number;
  /** Rank of the pivoted Cholesky preconditioner; needs a ridge. Default: 0, none. */
  readonly rank?: number;
  /** Reject when the tolerance is not reached, instead of telling in `reason`. Default: true. */
  readonly throwOnFailure?: boolean;
}

/** What {@link conjugateGradients} found. */
export interface ConjugateGradientsResult {
  /** X, shape [n, m]. */
  readonly x: Matrix;
  readonly reason: "converged" | "max-steps";
  /** Products with A. */
  readonly steps: number;
  /** Largest ‖b - A x‖ / ‖b‖ of the columns, computed from X. */
  readonly residual: number;
}

/**
 * X with (A + λ I) X = B by preconditioned conjugate gradients, all columns at once, for a symmetric
 * positive definite A + λ I [n, n] and B [n, m].
 *
 * 2n²m flops and one pass over A each step: for matrices whose factor takes too long, or for few
 * digits. The preconditioner is F Fᵀ + λ I with the first `rank` columns F of a pivoted Cholesky factor,
 * inverted by Woodbury's identity.
 *
 * @throws {@link ShapeError} when A is not square or B has another number of rows
 * @throws {@link !RangeError} when an option is out of range
 * @throws {@link NumericalError} `max-steps` (detail: steps, residual), `not-positive-definite`
 *   (detail: step, value: pᵀAp), `non-finite` (detail: row, col)
 * @see Hestenes & Stiefel 1952; Gardner et al. 2018, "GPyTorch" (the preconditioner)
 */
export async function conjugateGradients(
  a: Matrix,
  b: Matrix,
  options: ConjugateGradientsOptions = {},
): Promise<ConjugateGradientsResult> {
  const { ridge = 0, tolerance = 1e-8, maxSteps = 10 * a.rows + 100 } = options;
  checkArguments(a, b, ridge, tolerance, maxSteps, options.rank ?? 0);
  const apply = (p: Matrix) => shiftedProduct(a, p, ridge, options);
  const precondition = preconditioner(a, options.rank ?? 0, ridge);
  const sizes = columnDots(b, b).map(Math.sqrt);
  const x = matrix(b.rows, b.cols);
  const r = matrix(b.rows, b.cols, b.data.slice());
  let z = precondition(r);
  let rz = columnDots(r, z);
  const p = matrix(b.rows, b.cols, z.data.slice());
  let steps = 0;
  while (relativeSize(r, sizes) > tolerance && steps < maxSteps) {
    const ap = await apply(p);
    const curvature = columnDots(p, ap);
    checkCurvature(curvature, p, steps);
    const alpha = rz.map((value, j) => (curvature[j] === 0 ? 0 : value / curvature[j]!));
    addColumns(x, p, alpha, 1);
    addColumns(r, ap, alpha, -1);
    z = precondition(r);
    const next = columnDots(r, z);
    const beta = next.map((value, j) => (rz[j] === 0 ? 0 : value / rz[j]!));
    for (let at = 0; at < p.data.length; at++) {
      p.data[at] = z.data[at]! + beta[at % p.cols]! * p.data[at]!;
    }
    rz = next;
    steps++;
    options.onProgress?.(Math.min(0.99, steps / maxSteps));
  }
  return finished(b, x, await apply(x), sizes, steps, options);
}

function checkArguments(
  a: Matrix,
  b: Matrix,
  ridge: number,
  tolerance: number,
  maxSteps: number,
  rank: number,
): void {
  checkSquare("conjugateGradients", a);
  if (a.rows !== b.rows) {
    throw new ShapeError(
      `conjugateGradients: b must have ${a.rows} rows (a is ${a.rows}×${a.cols}), got ${b.rows}×${b.cols}`,
    );
  }
  checkFinite("conjugateGradients: b", b);
  if (!(ridge >= 0 && ridge < Infinity)) {
    throw new RangeError(`conjugateGradients: ridge must be finite and at least 0, got ${ridge}`);
  }
  if (!(tolerance > 0)) {
    throw new RangeError(`conjugateGradients: tolerance must be above 0, got ${tolerance}`);
  }
  if (!(maxSteps >= 0)) {
    throw new RangeError(`conjugateGradients: maxSteps must be at least 0, got ${maxSteps}`);
  }
  if (rank > 0 && ridge === 0) {
    throw new RangeError(
      `conjugateGradients: a preconditioner of rank ${rank} needs a ridge above 0, got 0`,
    );
  }
}

async function shiftedProduct(
  a: Matrix,
  p: Matrix,
  ridge: number,
  { engine = plainEngine, signal }: EngineOptions,
): Promise<Matrix> {
  const product = await engine.multiply(a, p, { signal });
  for (let at = 0; at < p.data.length; at++) product.data[at]! += ridge * p.data[at]!;
  return product;
}

/** R ↦ (F Fᵀ + λ I)⁻¹ R = (R - F (λ I + FᵀF)⁻¹ Fᵀ R) / λ. */
function preconditioner(a: Matrix, rank: number, ridge: number): (r: Matrix) => Matrix {
  if (rank === 0) return (r) => r;
  const { factor } = pivotedCholesky(a, rank);
  const across = transpose(factor);
  const inner = gram(across);
  for (let i = 0; i < inner.rows; i++) inner.data[i * (inner.rows + 1)]! += ridge;
  const small = cholesky(inner);
  return (r) => {
    const part = multiply(factor, solveCholesky(small, multiply(across, r)));
    return matrix(
      r.rows,
      r.cols,
      r.data.map((value, at) => (value - part.data[at]!) / ridge),
    );
  };
}

/** A direction without positive curvature shows that A + λ I is not positive definite. */
function checkCurvature(curvature: Float64Array, p: Matrix, step: number): void {
  const sizes = columnDots(p, p);
  curvature.forEach((value, j) => {
    if (value > 0 || sizes[j] === 0) return;
    throw new NumericalError(
      `conjugateGradients: the matrix must be positive definite, got pᵀAp = ${value} at step ${step}; a larger ridge makes it so`,
      "not-positive-definite",
      { step, value },
    );
  });
}

function finished(
  b: Matrix,
  x: Matrix,
  ax: Matrix,
  sizes: Float64Array,
  steps: number,
  { tolerance = 1e-8, throwOnFailure = true, onProgress }: ConjugateGradientsOptions,
): ConjugateGradientsResult {
  const r = matrix(
    b.rows,
    b.cols,
    b.data.map((value, at) => value - ax.data[at]!),
  );
  const residual = relativeSize(r, sizes);
  // The recursion for the residual may drift from the residual by rounding.
  const reason = residual <= 10 * tolerance ? "converged" : "max-steps";
  if (reason === "max-steps" && throwOnFailure) {
    throw new NumericalError(
      `conjugateGradients: the residual must fall to ${tolerance}, got ${residual} after ${steps} steps; try more steps, a larger ridge or a preconditioner`,
      "max-steps",
      { steps, residual },
    );
  }
  onProgress?.(1);
  return { x, reason, steps, residual };
}

/** Σᵢ x[i, j] y[i, j], shape [m]. */
function columnDots(x: Matrix, y: Matrix): Float64Array {
  const sums = new Float64Array(x.cols);
  for (let at = 0; at < x.data.length; at++) sums[at % x.cols]! += x.data[at]! * y.data[at]!;
  return sums;
}

/** x += sign · y diag(factors). */
function addColumns(x: Matrix, y: Matrix, factors: Float64Array, sign: 1 | -1): void {
  for (let at = 0; at < x.data.length; at++) {
    x.data[at]! += sign * factors[at % x.cols]! * y.data[at]!;
  }
}

/** Largest ‖r‖ / ‖b‖ of the columns; a column of zeros has none. */
function relativeSize(r: Matrix, sizes: Float64Array): number {
  return columnDots(r, r).reduce(
    (most, square, j) => Math.max(most, sizes[j] === 0 ? 0 : Math.sqrt(square) / sizes[j]!),
    0,
  );
}
