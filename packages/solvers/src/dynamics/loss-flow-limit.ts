import { matrix, NumericalError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { gradientFlow } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { checkLossProblem, rowGradients } from "./loss-flow.ts";
import type { LossFlowProblem } from "./loss-flow.ts";
import { coefficientOutputs } from "./loss-outputs.ts";
import type { Objective } from "./objective.ts";
import { penalizedMinimum } from "./penalized-minimum.ts";
import { reachableSpace } from "./reachable-space.ts";
import type { SmoothObjective } from "./reachable-space.ts";
import type { FlowTestRows } from "./spectral-predict.ts";

/** Where gradient flow on a loss ends. */
export interface LossLimit {
  /** Outputs of the training rows, shape [N, O]. */
  readonly train: Matrix;
  /** Outputs of the other rows, shape [M, O]; only where they were given. */
  readonly cross?: Matrix;
  /** α, in the kernel's rows: [N, O], or [NO, 1] for a full kernel. */
  readonly coefficients: Matrix;
  /** Largest entry of the gradient that is left, in the eigendirections. */
  readonly gradient: number;
  readonly steps: number;
}

/** Training without a ridge as a problem in z, with f = f₀ + B z and loss Σ ℓ. */
interface Reduced {
  readonly basis: Matrix;
  readonly objective: SmoothObjective;
  readonly targets: Matrix;
  readonly initial: Matrix;
}

const maxSteps = 200;

/**
 * Outputs after training on any loss for ever: the stationary point of Σ ℓ(f) + ½ λ αᵀKα with
 * f = f₀ + K α, of which, for a convex loss, there is one within reach of the kernel.
 *
 * Newton's method in the kernel's eigendirections, without a ridge with a shift as large as the gradient.
 * O((NO)³) per step. What no gradient reaches stays at f₀.
 *
 * @throws {@link NumericalError} "no-minimum" where the loss falls for ever and never gets to its
 *   infimum, as with classes that the kernel can separate and no ridge; "max-steps"
 * @throws {@link RangeError} for a loss without value and curvature
 */
export async function lossFlowLimit(
  problem: Omit<LossFlowProblem, "momentum"> & { readonly rankTolerance?: number | undefined },
  test?: FlowTestRows,
  options: SolverOptions = {},
): Promise<LossLimit> {
  const { initial, ridge } = checkLossProblem("lossFlowLimit", problem);
  const objective = complete(problem.objective);
  const flow = await gradientFlow(problem, options);
  const setting = { flow, objective, targets: problem.targets, initial };
  const found = await (ridge > 0
    ? withRidge(setting, ridge, options)
    : withoutRidge(setting, options));
  const { rows, cols } = flow.components;
  const coefficients = matrix(rows, cols, found.alpha);
  const cross =
    test && (await coefficientOutputs("lossFlowLimit", initial, [coefficients], test, options));
  const train = matrix(initial.rows, initial.cols, found.outputs);
  const { gradient, steps } = found;
  return { train, ...(cross && { cross: cross[0]! }), coefficients, gradient, steps };
}

interface Setting extends Pick<Reduced, "objective" | "targets" | "initial"> {
  readonly flow: GradientFlow;
}

interface Found {
  readonly outputs: Float64Array;
  readonly alpha: Float64Array;
  readonly gradient: number;
  readonly steps: number;
}

/** α = −∇ℓ/λ at the minimum. */
async function withRidge(
  { flow, objective, targets }: Setting,
  ridge: number,
  options: SolverOptions,
): Promise<Found> {
  const space = reachableSpace(flow);
  const found = await penalizedMinimum({ space, objective, targets, ridge }, options);
  const slopes = rowGradients(objective, found.outputs, targets);
  return { ...found, alpha: slopes.map((slope) => -slope / ridge) };
}

async function withoutRidge({ flow, ...setting }: Setting, options: SolverOptions): Promise<Found> {
  const { basis, kappas } = eigenBasis(flow);
  const reduced = { ...setting, basis };
  const { z, steps, gradient } = await minimise(reduced, options);
  const scaled = z.map((value, i) => value / kappas[i]!);
  return { outputs: outputsAt(reduced, z), alpha: apply(basis, scaled), gradient, steps };
}

/** @throws RangeError for a loss without value and curvature */
export function complete(objective: Objective): SmoothObjective {
  const { value, curvature } = objective;
  if (value === undefined || curvature === undefined) {
    throw new RangeError(
      `lossFlowLimit: objective must have value and curvature, got ${objective.name} without`,
    );
  }
  return { ...objective, value, curvature };
}

/** The reachable directions of all outputs, shape [NO, R], and the eigenvalue of each. */
function eigenBasis({ eigenvectors, eigenvalues, rank, components }: GradientFlow): {
  readonly basis: Matrix;
  readonly kappas: Float64Array;
} {
  const [n, outputs] = [eigenvalues.length, components.cols];
  const basis = matrix(n * outputs, rank * outputs);
  const kappas = new Float64Array(rank * outputs);
  for (let j = 0; j < rank; j++) {
    for (let o = 0; o < outputs; o++) {
      kappas[j * outputs + o] = eigenvalues[j]!;
      for (let i = 0; i < n; i++) {
        basis.data[(i * outputs + o) * basis.cols + j * outputs + o] =
          eigenvectors.data[i * n + j]!;
      }
    }
  }
  return { basis, kappas };
}

async function minimise(
  problem: Reduced,
  options: SolverOptions,
): Promise<{ readonly z: Float64Array; readonly steps: number; readonly gradient: number }> {
  let z: Float64Array = new Float64Array(problem.basis.cols);
  if (z.length === 0) return { z, steps: 0, gradient: 0 };
  let value = valueAt(problem, z);
  for (let steps = 0; steps < maxSteps; steps++) {
    options.signal?.throwIfAborted();
    const slope = gradientAt(problem, z);
    const gradient = largest(slope);
    if (gradient === 0) return { z, steps, gradient };
    const { next, lower, step } = await descend(problem, z, value, slope, options);
    const isSmall = step <= 1e-9 * (1 + largest(z));
    [z, value] = [next, lower];
    if (isSmall) return { z, steps: steps + 1, gradient: largest(gradientAt(problem, z)) };
    if (gradient <= 1e-12) throw noMinimum(problem.objective.name, value, step, gradient);
    options.onProgress?.(steps / maxSteps);
  }
  throw new NumericalError(
    `lossFlowLimit: Newton's method must converge within ${maxSteps} steps, got gradient ${largest(gradientAt(problem, z))}`,
    "max-steps",
    { steps: maxSteps, value },
  );
}

function noMinimum(name: string, value: number, step: number, gradient: number): NumericalError {
  return new NumericalError(
    `lossFlowLimit: ${name} must have a minimum within reach of the kernel, got outputs that still grow by ${step} a step where the gradient is ${gradient}; use ridge > 0, or lossFlow for a finite time`,
    "no-minimum",
    { value, step, gradient },
  );
}

interface Descent {
  readonly next: Float64Array;
  readonly lower: number;
  /** Largest change of an entry of z. */
  readonly step: number;
}

/** A step of (H + μI)⁻¹ ∇ with the least μ, from the gradient's size up, that does not raise the loss. */
async function descend(
  problem: Reduced,
  z: Float64Array,
  value: number,
  slope: Float64Array,
  options: SolverOptions,
): Promise<Descent> {
  const hessian = await hessianAt(problem, z, options);
  const size = largest(slope);
  const isFlat = size < 1e-5;
  const solve = isFlat
    ? await eigenSolver(hessian, slope, options)
    : choleskySolver(hessian, slope, options);
  for (let shift = size; shift < 1e12 * (1 + size); shift *= 10) {
    const move = await solve(shift);
    if (move === undefined) continue;
    const next = z.map((entry, i) => entry - move[i]!);
    const lower = valueAt(problem, next);
    if (lower <= value + 1e-13 * Math.abs(value)) return { next, lower, step: largest(move) };
  }
  if (size <= 1e-8 * (1 + Math.abs(value))) return { next: z, lower: value, step: 0 };
  throw new NumericalError(
    `lossFlowLimit: ${problem.objective.name} must fall along its gradient, got no step that lowers ${value} where the gradient is ${size}; check that value, gradient and curvature are of one function`,
    "max-steps",
    { value, gradient: size },
  );
}

/** (H + shift I)⁻¹ g for a shift, or undefined where rounding makes that indefinite. */
type ShiftedSolver = (shift: number) => Promise<Float64Array | undefined>;

function choleskySolver(
  hessian: Matrix,
  slope: Float64Array,
  options: SolverOptions,
): ShiftedSolver {
  const { engine, signal } = resolveOptions(options);
  return async (shift) => {
    const shifted = matrix(hessian.rows, hessian.cols, hessian.data.slice());
    for (let i = 0; i < slope.length; i++) shifted.data[i * (slope.length + 1)]! += shift;
    try {
      const factor = await engine.cholesky(shifted, { signal });
      return (await engine.solveCholesky(factor, matrix(slope.length, 1, slope), { signal })).data;
    } catch (error) {
      if (error instanceof NumericalError && error.reason === "not-positive-definite") {
        return undefined;
      }
      throw error;
    }
  };
}

/**
 * The same, with no move in directions where the gradient is rounding: where the loss is flat, as
 * cross-entropy is along equal logits, a shift of the gradient's size would make noise of them.
 */
async function eigenSolver(
  hessian: Matrix,
  slope: Float64Array,
  options: SolverOptions,
): Promise<ShiftedSolver> {
  const { engine, signal } = resolveOptions(options);
  const { values, vectors } = await engine.eigenSymmetric(hessian, { signal });
  const components = apply(transpose(vectors), slope);
  const noise = 4 * Number.EPSILON * Math.sqrt(slope.length);
  return (shift) => {
    const move = components.map((c, i) =>
      Math.abs(c) <= noise ? 0 : c / (Math.max(values[i]!, 0) + shift),
    );
    return Promise.resolve(apply(vectors, move));
  };
}

function outputsAt({ basis, initial }: Reduced, z: Float64Array): Float64Array {
  return apply(basis, z).map((change, at) => change + initial.data[at]!);
}

function valueAt(problem: Reduced, z: Float64Array): number {
  const { objective, targets } = problem;
  const outputs = outputsAt(problem, z);
  const { cols } = targets;
  let sum = 0;
  for (let at = 0; at < outputs.length; at += cols) {
    const [f, y] = [outputs.subarray(at, at + cols), targets.data.subarray(at, at + cols)];
    sum += objective.value(f, y);
  }
  return sum;
}

function gradientAt(problem: Reduced, z: Float64Array): Float64Array {
  const { basis, objective, targets } = problem;
  const slopes = rowGradients(objective, outputsAt(problem, z), targets);
  const result = new Float64Array(z.length);
  for (let at = 0; at < slopes.length; at++) {
    for (let i = 0; i < result.length; i++) {
      result[i]! += slopes[at]! * basis.data[at * basis.cols + i]!;
    }
  }
  return result;
}

/** Bᵀ W B, where W has a block [O, O] for each row. */
async function hessianAt(
  problem: Reduced,
  z: Float64Array,
  options: SolverOptions,
): Promise<Matrix> {
  const { basis, objective, targets } = problem;
  const { cols: outputs } = targets;
  const f = outputsAt(problem, z);
  const weighted = matrix(basis.rows, basis.cols);
  const block = new Float64Array(outputs * outputs);
  for (let at = 0; at < f.length; at += outputs) {
    const [row, y] = [f.subarray(at, at + outputs), targets.data.subarray(at, at + outputs)];
    objective.curvature(row, y, block);
    block.forEach((weight, ab) => {
      const [a, b] = [at + Math.floor(ab / outputs), at + (ab % outputs)];
      for (let i = 0; i < basis.cols && weight !== 0; i++) {
        weighted.data[a * basis.cols + i]! += weight * basis.data[b * basis.cols + i]!;
      }
    });
  }
  const { engine, signal } = resolveOptions(options);
  return engine.multiply(transpose(basis), weighted, { signal });
}

/** A x. */
function apply({ rows, cols, data }: Matrix, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += data[i * cols + k]! * x[k]!;
    return sum;
  });
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
