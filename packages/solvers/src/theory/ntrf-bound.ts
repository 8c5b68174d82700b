import { diagonal, matrix, NumericalError, ShapeError, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel } from "../check.ts";
import { factorKernel } from "../regression/factor-kernel.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface NtrfBoundProblem {
  /** Θ, shape [N, N], positive definite. */
  readonly kernel: Matrix;
  /** y, −1 or 1 each, shape [N]. */
  readonly labels: ArrayLike<number>;
  /** L, the depth of the network. Default 1. */
  readonly depth?: number | undefined;
  /** δ: the bound fails with at most this probability. Default 0.05. */
  readonly delta?: number | undefined;
  /** What the theorem's O(·) hides: factors of its two terms. Default 1 and 1. */
  readonly constants?: { readonly complexity: number; readonly confidence: number } | undefined;
}

export interface NtrfBoundOptions extends SolverOptions {
  /** Exchanges of the active set. Default 1000. */
  readonly maxSteps?: number | undefined;
  /** Throw unless converged. Default true. */
  readonly throwOnFailure?: boolean | undefined;
}

export interface NtrfBound {
  /** min ỹᵀΘ⁻¹ỹ over ỹ_i y_i ≥ 1. */
  readonly value: number;
  /** The minimising ỹ, shape [N]. */
  readonly targets: Float64Array;
  /** a = y ∘ Θ⁻¹ỹ ≥ 0, half the multipliers of the constraints, shape [N]; above 0 where ỹ_i y_i = 1. */
  readonly multipliers: Float64Array;
  /** Largest violation of ỹ_i y_i ≥ 1, a ≥ 0 and a (ỹ_i y_i − 1) = 0, a in units of its largest. */
  readonly kktResidual: number;
  readonly reason: "converged" | "max-steps";
  readonly steps: number;
  /** c₁ L √(value / n) + c₂ √(log(1/δ) / n), of the 0-1 loss. */
  readonly bound: number;
}

/**
 * The bound of neural tangent random features on the 0-1 loss, with its quadratic programme solved.
 *
 *   c₁ L inf { √(ỹᵀΘ⁻¹ỹ / n) : ỹ_i y_i ≥ 1 } + c₂ √(log(1/δ) / n)
 *
 * With ỹ = Θ (y ∘ a) the optimality conditions are a linear complementarity problem in D Θ D, D =
 * diag(y), and no inverse is needed. It is solved by block principal pivoting: a Cholesky
 * factorisation of the active rows per step, usually fewer than 10.
 *
 * @throws {@link NumericalError} "not-positive-definite" as `kernelRegression`; "max-steps" (detail:
 *   steps, violations) unless `throwOnFailure` is false
 * @throws {@link ShapeError}; {@link RangeError} for labels other than ±1
 * @see Cao & Gu 2019, "Generalization Bounds of Stochastic Gradient Descent for Wide and Deep Neural
 *   Networks", corollary 3.10; Portugal, Júdice & Vicente 1994, "A comparison of block pivoting and
 *   interior-point algorithms for linear least squares problems with nonnegative variables"
 */
export async function ntrfBound(
  problem: NtrfBoundProblem,
  options: NtrfBoundOptions = {},
): Promise<NtrfBound> {
  const { kernel, depth = 1, delta = 0.05 } = problem;
  const labels = checkProblem(problem);
  const n = labels.length;
  const data = kernel.data.map(
    (value, at) => value * labels[Math.floor(at / n)]! * labels[at % n]!,
  );
  const signed = matrix(n, n, data);
  const { multipliers, margins, reason, steps } = await complementarity(signed, options);
  const value = multipliers.reduce((sum, a, i) => sum + a * margins[i]!, 0);
  const constants = problem.constants ?? { complexity: 1, confidence: 1 };
  const bound =
    constants.complexity * depth * Math.sqrt(value / n) +
    constants.confidence * Math.sqrt(Math.log(1 / delta) / n);
  return {
    value,
    targets: margins.map((margin, i) => margin * labels[i]!),
    multipliers,
    kktResidual: kktResidual(multipliers, margins),
    reason,
    steps,
    bound,
  };
}

interface Solution {
  readonly multipliers: Float64Array;
  /** G a. */
  readonly margins: Float64Array;
  readonly reason: NtrfBound["reason"];
  readonly steps: number;
}

type Active = Pick<Solution, "multipliers" | "margins">;

/** Steps without fewer violations after which only one row is exchanged. */
const patience = 3;

/** a ≥ 0 with G a ≥ 1 and a (G a − 1) = 0. */
async function complementarity(signed: Matrix, options: NtrfBoundOptions): Promise<Solution> {
  const { maxSteps = 1000, throwOnFailure = true } = options;
  const n = signed.rows;
  const scale = diagonal(signed).reduce((most, value) => Math.max(most, value), 0);
  const active = new Array<boolean>(n).fill(true);
  let [fewest, left] = [n + 1, patience];
  for (let steps = 1; ; steps++) {
    const solution = await solveActive(signed, active, options);
    const wrong = violations(solution, active, scale);
    if (wrong.length === 0) return { ...solution, reason: "converged", steps };
    if (steps >= maxSteps) {
      if (throwOnFailure) throw notConverged(steps, wrong.length);
      return { ...solution, reason: "max-steps", steps };
    }
    if (wrong.length < fewest) [fewest, left] = [wrong.length, patience];
    else left--;
    // exchanging only the last violation cannot cycle (Murty 1974)
    const exchanged = left >= 0 ? wrong : wrong.slice(-1);
    for (const row of exchanged) active[row] = !active[row];
  }
}

/** G_AA a_A = 1 on the active rows, a = 0 elsewhere. */
async function solveActive(
  signed: Matrix,
  active: readonly boolean[],
  options: SolverOptions,
): Promise<Active> {
  const { engine, signal } = resolveOptions(options);
  const n = signed.rows;
  const rows = Array.from(active.keys()).filter((row) => active[row]);
  const multipliers = new Float64Array(n);
  if (rows.length > 0) {
    const part = submatrix(signed, rows, rows);
    const quiet = { engine, signal };
    const cholesky = await factorKernel("ntrfBound", part, part, 0, quiet);
    const ones = matrix(rows.length, 1, new Float64Array(rows.length).fill(1));
    const solved = await engine.solveCholesky(cholesky, ones, { signal });
    rows.forEach((row, i) => (multipliers[row] = solved.data[i]!));
  }
  const margins = await engine.multiply(signed, matrix(n, 1, multipliers), { signal });
  return { multipliers, margins: margins.data };
}

/**
 * Rows with a negative multiplier, or a margin below 1 by more than the rounding of the sum that it is,
 * whose terms are at most `scale` times the multipliers.
 */
function violations(
  { multipliers, margins }: Active,
  active: readonly boolean[],
  scale: number,
): number[] {
  const [largest, total] = multipliers.reduce(
    ([most, sum], a) => [Math.max(most, Math.abs(a)), sum + Math.abs(a)],
    [0, 0],
  );
  const rounding = 1e-12 + 4 * Number.EPSILON * scale * total;
  return Array.from(active.keys()).filter((row) =>
    active[row] ? multipliers[row]! < -1e-12 * largest : margins[row]! < 1 - rounding,
  );
}

function kktResidual(multipliers: Float64Array, margins: Float64Array): number {
  const largest = multipliers.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  return multipliers.reduce((worst, a, i) => {
    const scaled = a / largest;
    const slack = margins[i]! - 1;
    return Math.max(worst, -scaled, -slack, Math.abs(scaled * slack));
  }, 0);
}

function notConverged(steps: number, count: number): NumericalError {
  return new NumericalError(
    `ntrfBound: no condition must be violated, got ${count} violations after ${steps} steps; raise maxSteps, or take throwOnFailure: false`,
    "max-steps",
    { steps, violations: count },
  );
}

function checkProblem({ kernel, labels, depth = 1, delta = 0.05 }: NtrfBoundProblem): Float64Array {
  checkKernel("ntrfBound", kernel);
  if (labels.length !== kernel.rows) {
    throw new ShapeError(
      `ntrfBound: labels must have ${kernel.rows} entries (one per kernel row), got ${labels.length}`,
    );
  }
  const checked = Float64Array.from(labels);
  const row = checked.findIndex((label) => Math.abs(label) !== 1);
  if (row >= 0) {
    throw new RangeError(`ntrfBound: labels must be -1 or 1, got ${checked[row]!} in row ${row}`);
  }
  if (!(delta > 0 && delta < 1)) {
    throw new RangeError(`ntrfBound: delta must lie between 0 and 1, got ${delta}`);
  }
  if (!Number.isInteger(depth) || depth < 1) {
    throw new RangeError(`ntrfBound: depth must be an integer of at least 1, got ${depth}`);
  }
  return checked;
}
