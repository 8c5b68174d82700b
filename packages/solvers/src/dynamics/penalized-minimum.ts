import { matrix, NumericalError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { rowGradients } from "./loss-flow.ts";
import { curvatureOf, outputsOf, pulledBack } from "./reachable-space.ts";
import type { ReachableSpace, SmoothObjective } from "./reachable-space.ts";

/** Σ ℓ(f₀ + D u) + ½ λ |u|², λ above 0. */
export interface PenalizedLoss {
  readonly space: ReachableSpace;
  readonly objective: SmoothObjective;
  readonly targets: Matrix;
  readonly ridge: number;
  /** u to begin from. Default 0. */
  readonly start?: Float64Array | undefined;
}

/** Where it is least. */
export interface PenalizedMinimum {
  readonly u: Float64Array;
  /** f, shape [N, O] flat. */
  readonly outputs: Float64Array;
  /** Largest entry of the gradient that is left. */
  readonly gradient: number;
  readonly steps: number;
}

const maxSteps = 200;

/** A point with what was computed there. */
interface Point {
  readonly u: Float64Array;
  readonly outputs: Float64Array;
  readonly value: number;
}

interface Step {
  readonly move: Float64Array;
  /** ∇ᵀ move, below 0. */
  readonly descent: number;
  /** Largest entry of ∇. */
  readonly gradient: number;
}

/**
 * The minimum by Newton's method with steps halved until the loss falls: for a convex loss the Hessian is at least
 * λI, so every step goes down. O((R O)³) per step.
 *
 * @throws NumericalError "max-steps"; "not-positive-definite" for a loss that is not convex
 */
export async function penalizedMinimum(
  problem: PenalizedLoss,
  options: SolverOptions,
): Promise<PenalizedMinimum> {
  const { space, start } = problem;
  const begin = start ?? new Float64Array(space.directions.cols * space.columns);
  let point = await pointAt(problem, begin, options);
  let gradient = Infinity;
  for (let steps = 0; steps < maxSteps; steps++) {
    options.signal?.throwIfAborted();
    const slope = await gradientAt(problem, point, options);
    gradient = largest(slope);
    const move = await newtonMove(problem, point, slope, options);
    const descent = slope.reduce((sum, s, i) => sum + s * move[i]!, 0);
    const next = await lower(problem, point, { descent, move, gradient }, options);
    const done =
      next === undefined ||
      largest(move) <= 1e-10 * (1 + largest(point.u)) ||
      // what is left after this step is of the order of the square of that
      -descent <= 1e-16 * (1 + Math.abs(point.value));
    point = next ?? point;
    if (done) return { u: point.u, outputs: point.outputs, gradient, steps: steps + 1 };
    options.onProgress?.(steps / maxSteps);
  }
  throw new NumericalError(
    `lossFlowLimit: Newton's method must converge within ${maxSteps} steps, got gradient ${gradient}`,
    "max-steps",
    { steps: maxSteps, value: point.value },
  );
}

async function pointAt(
  { space, objective, targets, ridge }: PenalizedLoss,
  u: Float64Array,
  options: SolverOptions,
): Promise<Point> {
  const outputs = await outputsOf(space, u, options);
  const { cols } = targets;
  let value = 0;
  for (const entry of u) value += (ridge * entry * entry) / 2;
  for (let at = 0; at < outputs.length; at += cols) {
    const [f, y] = [outputs.subarray(at, at + cols), targets.data.subarray(at, at + cols)];
    value += objective.value(f, y);
  }
  return { u, outputs, value };
}

async function gradientAt(
  { space, objective, targets, ridge }: PenalizedLoss,
  { u, outputs }: Point,
  options: SolverOptions,
): Promise<Float64Array> {
  const pulled = await pulledBack(space, rowGradients(objective, outputs, targets), options);
  return pulled.map((slope, i) => slope + ridge * u[i]!);
}

/** −(Dᵀ W D + λI)⁻¹ ∇. */
async function newtonMove(
  { space, objective, targets, ridge }: PenalizedLoss,
  { outputs }: Point,
  slope: Float64Array,
  options: SolverOptions,
): Promise<Float64Array> {
  if (slope.length === 0) return slope;
  const { engine, signal } = resolveOptions(options);
  const hessian = await curvatureOf(space, objective, outputs, targets, options);
  for (let i = 0; i < slope.length; i++) hessian.data[i * (slope.length + 1)]! += ridge;
  const factor = await engine.cholesky(hessian, { signal });
  const solved = await engine.solveCholesky(factor, matrix(slope.length, 1, slope), { signal });
  return solved.data.map((value) => -value);
}

/** The first of the halved steps that lowers the loss enough; undefined where rounding hides any descent. */
async function lower(
  problem: PenalizedLoss,
  point: Point,
  { descent, move, gradient }: Step,
  options: SolverOptions,
): Promise<Point | undefined> {
  // a loss of large outputs is a small difference of them
  const sizes = point.outputs.reduce((sum, f) => sum + Math.abs(f), Math.abs(point.value));
  const rounding = 4 * Number.EPSILON * sizes;
  for (let length = 1; length > 1e-12; length /= 2) {
    const u = point.u.map((entry, i) => entry + length * move[i]!);
    const next = await pointAt(problem, u, options);
    if (next.value <= point.value + 1e-4 * length * descent + rounding) return next;
  }
  if (-descent <= 1e-9 * (1 + Math.abs(point.value))) return undefined;
  throw new NumericalError(
    `lossFlowLimit: ${problem.objective.name} must fall along its gradient, got no step that lowers ${point.value} where Newton's method promises ${-descent / 2}; check that value, gradient and curvature are of one function`,
    "max-steps",
    { value: point.value, gradient },
  );
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
