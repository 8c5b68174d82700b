import { matrix, NumericalError, ShapeError, transpose } from "@ntkit/linalg";
import type { EigenSymmetric, Matrix } from "@ntkit/linalg";
import { checkFinite, checkKernel, checkNonNegative, checkPositive } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/** Which multiple of the squared errors is minimised: (1/2N) Σ over the N rows, or ½ Σ. */
export type LossScale = "mean" | "sum";

/** What a network in the kernel regime is trained on. */
export interface FlowProblem {
  /**
   * K, shape [N, N]: every output has this kernel and does not see the others (K ⊗ I). Or, with O > 1
   * outputs, the full kernel [NO, NO], where row n O + o is output o of row n.
   */
  readonly kernel: Matrix;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** "mean": (1/2N) Σ (f − y)², which decays with e^(−tK/N); "sum": ½ Σ (f − y)², with e^(−tK). */
  readonly loss: LossScale;
  /** f₀, the outputs before training, shape [N, O]. Default 0. */
  readonly initial?: Matrix | undefined;
  /** η, a factor on time, and the step of gradient descent. Default 1. */
  readonly learningRate?: number | undefined;
  /** λ: the loss gets λ |θ − θ₀|² in the place of one more squared error. Default 0. */
  readonly ridge?: number | undefined;
  /** Eigenvalues up to this fraction of the largest count as exactly 0. Default N · 2.2e-16. */
  readonly rankTolerance?: number | undefined;
}

/** Training taken apart into eigendirections of the kernel, in which it is independent. */
export interface GradientFlow {
  /** Eigenvalues κ of the kernel, descending, shape [n]; those that count as 0 are 0. */
  readonly eigenvalues: Float64Array;
  /** Column i is the eigendirection of `eigenvalues[i]`, shape [n, n] with n = N, or N O in full. */
  readonly eigenvectors: Matrix;
  /** Eigenvalues that are not 0. */
  readonly rank: number;
  /** As given. */
  readonly rankTolerance: number | undefined;
  /** Vᵀ (Y − f₀), shape [n, O], or [n, 1] for a full kernel. */
  readonly components: Matrix;
  /** f₀, shape [N, O]. */
  readonly initial: Matrix;
  readonly loss: LossScale;
  readonly learningRate: number;
  readonly ridge: number;
}

/**
 * Eigendirections of training on squared errors, from which predictions at any time cost O(N² O).
 *
 * With K = V diag(κ) Vᵀ, r₀ = Y − f₀ and the mean loss,
 *
 *   f(t) = f₀ + K α(t),   f*(t) = f₀* + K* α(t),   α(t) = V diag(φ(κ, t)) Vᵀ r₀,
 *   φ(κ, t) = (1 − e^(−ηt(κ+λ)/N)) / (κ + λ),  and ηt/N where κ + λ = 0,
 *
 * so that a singular kernel needs no inverse. 8n³ flops once, three matrices of the kernel's size.
 *
 * @throws {@link ShapeError} when kernel, targets and initial outputs do not fit
 * @throws {@link NumericalError} "not-positive-definite" for an eigenvalue below 0 by more than
 *   rounding (8 N ε of the largest) or the rank tolerance; "non-finite"
 * @throws {@link RangeError} for a kernel that is not symmetric, a rate not above 0, a negative ridge
 * @see Lee et al. 2019, "Wide Neural Networks of Any Depth Evolve as Linear Models", eqs. 8–11
 */
export async function gradientFlow(
  problem: FlowProblem,
  options: SolverOptions = {},
): Promise<GradientFlow> {
  const { kernel, targets, loss, learningRate = 1, ridge = 0 } = problem;
  checkPositive("gradientFlow", { learningRate });
  checkNonNegative("gradientFlow", "ridge", ridge);
  checkFlowShapes("gradientFlow", kernel, targets);
  const initial = checkedInitial("gradientFlow", problem.initial, targets);
  const { engine, signal } = resolveOptions(options);
  const { values, vectors } = await engine.eigenSymmetric(kernel, options);
  const eigenvalues = withExactZeros(values, problem.rankTolerance);
  const start = flatResidual(kernel, targets, initial);
  const components = await engine.multiply(transpose(vectors), start, { signal });
  const rank = eigenvalues.filter((value) => value > 0).length;
  return {
    eigenvalues,
    eigenvectors: vectors,
    rank,
    rankTolerance: problem.rankTolerance,
    components,
    initial,
    loss,
    learningRate,
    ridge,
  };
}

/** h = η/N or η: how far a step of 1 goes along the gradient of the summed loss. */
export function flowStep({
  loss,
  learningRate,
  initial,
}: Pick<GradientFlow, "loss" | "learningRate" | "initial">): number {
  return loss === "mean" ? learningRate / initial.rows : learningRate;
}

/** @throws ShapeError unless the kernel is [N, N] or [NO, NO] for targets [N, O] */
export function checkFlowShapes(caller: string, kernel: Matrix, targets: Matrix): void {
  checkKernel(caller, kernel);
  checkFinite(caller, "targets", targets);
  const { rows, cols } = targets;
  if (cols > 0 && (kernel.rows === rows || kernel.rows === rows * cols)) return;
  throw new ShapeError(
    `${caller}: kernel must have one row per target row, or per target in full, got ${kernel.rows}×${kernel.cols} and targets ${rows}×${cols}`,
  );
}

/** f₀, zeros when not given. */
export function checkedInitial(
  caller: string,
  initial: Matrix | undefined,
  { rows, cols }: Matrix,
): Matrix {
  if (initial === undefined) return matrix(rows, cols);
  if (initial.rows !== rows || initial.cols !== cols) {
    throw new ShapeError(
      `${caller}: initial must be ${rows}×${cols} like targets, got ${initial.rows}×${initial.cols}`,
    );
  }
  checkFinite(caller, "initial", initial);
  return initial;
}

/** Y − f₀ in the kernel's rows: [N, O], or [NO, 1] for a full kernel. */
function flatResidual(kernel: Matrix, targets: Matrix, initial: Matrix): Matrix {
  const residual = targets.data.map((target, at) => target - initial.data[at]!);
  return matrix(kernel.rows, residual.length / kernel.rows, residual);
}

function withExactZeros(
  values: EigenSymmetric["values"],
  rankTolerance: number = values.length * Number.EPSILON,
): Float64Array {
  checkNonNegative("gradientFlow", "rankTolerance", rankTolerance);
  const largest = Math.max(values[0]!, -values.at(-1)!);
  const rounding = 8 * values.length * Number.EPSILON;
  const smallest = values.at(-1)!;
  if (smallest < -Math.max(rankTolerance, rounding) * largest) {
    throw new NumericalError(
      `gradientFlow: kernel must be positive semidefinite, got smallest eigenvalue ${smallest} and largest ${values[0]!}; if that is rounding, use rankTolerance ${-smallest / largest} or more`,
      "not-positive-definite",
      { smallest, largest: values[0]! },
    );
  }
  return values.map((value) => (value > rankTolerance * largest ? value : 0));
}
