import { NumericalError, ShapeError } from "@ntkit/linalg";
import { descend } from "./smo-descent.ts";
import type { DescentOptions, Effort } from "./smo-descent.ts";
import { dualBias, dualObjective, recomputeSlack, smoState, stretch } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { SvmDual, SvmSolution } from "./svm-dual.ts";

export interface SvmDualOptions extends SolverOptions {
  /** Largest violation m(β) − M(β) at which the dual counts as solved. Default 1e-3. */
  readonly tolerance?: number | undefined;
  /** Most two-coefficient steps. Default max(10⁷, 100 size). */
  readonly maxSteps?: number | undefined;
  /** Leave rows out that seem settled at a bound. Default true; the tolerance is met on all rows. */
  readonly shrinking?: boolean | undefined;
  /** Now and then solve for all free coefficients at once. Default true. */
  readonly newton?: boolean | undefined;
  /**
   * β to begin from, with Σ β = 0 and the signs of the rows, for example the solution for another C:
   * it is scaled to the best point within the bounds. Default zeros.
   */
  readonly start?: Float64Array | undefined;
  /** Reject with a NumericalError ("max-steps") instead of returning an unfinished solution. Default true. */
  readonly throwOnFailure?: boolean | undefined;
}

/**
 * Solves a two-class support-vector dual by sequential minimal optimisation.
 *
 * Each step moves the pair of coefficients that second-order information chooses; settled rows are
 * shrunk; from time to time the free coefficients are solved for together (Newton with a ratio test).
 * What is not solved after 100 · size steps is begun again by continuation: bounds of C/10ᵏ first,
 * then ten times larger, each solution stretched to begin the next. On data that cannot be separated
 * that takes thousands of steps where C = 10⁴ at once takes tens of millions.
 *
 * O(size) per step, O(size · support vectors) for each check, O(size) memory besides the kernel and
 * one square of the free coefficients.
 *
 * @throws {@link NumericalError} "max-steps" when the cap is reached, unless `throwOnFailure` is false
 * @throws {@link RangeError} when `tolerance` or `maxSteps` is not positive, or `start` has a wrong sign
 * @see Fan, Chen, Lin 2005, "Working Set Selection Using Second Order Information for Training SVM"
 */
export async function solveSvmDual(
  dual: SvmDual,
  options: SvmDualOptions = {},
): Promise<SvmSolution> {
  checkStart(dual, options.start);
  const state = smoState(dual);
  if (options.start !== undefined) {
    state.beta.set(options.start);
    recomputeSlack(state);
  }
  return solveState(state, dual.bounds, options);
}

/**
 * The solution of a dual with the given bounds, from its state for other bounds or at β = 0 with a
 * current f. The state is left at the solution, whose coefficients are a copy.
 */
export async function solveState(
  state: SmoState,
  bounds: Float64Array,
  options: SvmDualOptions,
): Promise<SvmSolution> {
  const { maxSteps = Math.max(1e7, 100 * state.size), throwOnFailure = true } = options;
  const descent = descentOptions(options);
  checkPositive("maxSteps", maxSteps);
  const effort: Effort = { steps: 0, newtonSteps: 0, gap: Infinity };
  stretch(state, bounds);
  await descend(state, effort, Math.min(maxSteps, 100 * state.size), descent);
  if (effort.gap > descent.tolerance && effort.steps < maxSteps) {
    await continuation(state, bounds, effort, maxSteps, descent);
  }
  if (effort.gap > descent.tolerance && throwOnFailure) throw unfinished(effort, maxSteps, descent);
  return solution(state, effort, descent.tolerance);
}

function descentOptions(options: SvmDualOptions): DescentOptions {
  const { tolerance = 1e-3, shrinking = true, newton = true } = options;
  checkPositive("tolerance", tolerance);
  return { ...resolveOptions(options), tolerance, shrinking, newton };
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`solveSvmDual: ${name} must be positive, got ${value}`);
}

/** Checks that `start`, if given, fits the dual. */
export function checkStart({ size, signs }: SvmDual, start: Float64Array | undefined): void {
  if (start === undefined) return;
  if (start.length !== size) {
    throw new ShapeError(`solveSvmDual: start must have ${size} entries, got ${start.length}`);
  }
  const wrong = start.findIndex((beta, t) => !(beta * signs[t]! >= 0));
  if (wrong >= 0) {
    throw new RangeError(
      `solveSvmDual: start must have the sign of its row (${signs[wrong]!}) or be 0, got ${start[wrong]!} in row ${wrong}`,
    );
  }
}

/** Solves from β = 0 for bounds that grow tenfold up to those wanted, from where C K_tt is about 1. */
async function continuation(
  state: SmoState,
  bounds: Float64Array,
  effort: Effort,
  maxSteps: number,
  options: DescentOptions,
): Promise<void> {
  let largest = 0;
  for (let t = 0; t < state.size; t++) {
    largest = Math.max(largest, bounds[t]! * state.diagonal[t]!);
  }
  state.beta.fill(0);
  state.slack.set(state.signs);
  for (let stage = Math.max(0, Math.ceil(Math.log10(largest))); stage >= 0; stage--) {
    stretch(
      state,
      bounds.map((bound) => bound / 10 ** stage),
    );
    await descend(state, effort, maxSteps, options);
  }
}

function unfinished(
  effort: Effort,
  maxSteps: number,
  { tolerance }: DescentOptions,
): NumericalError {
  return new NumericalError(
    `solveSvmDual: must converge within ${maxSteps} steps, got a violation of ${effort.gap} (tolerance ${tolerance}); scale the kernel down, use a smaller C or raise maxSteps`,
    "max-steps",
    { steps: effort.steps, gap: effort.gap, tolerance },
  );
}

function solution(state: SmoState, effort: Effort, tolerance: number): SvmSolution {
  return {
    ...effort,
    coefficients: state.beta.slice(),
    bias: dualBias(state),
    reason: effort.gap <= tolerance ? "converged" : "max-steps",
    objective: dualObjective(state),
  };
}
