import { NumericalError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkPositive } from "../check.ts";
import type { SolverOptions } from "../solver-options.ts";
import { lbfgs } from "./lbfgs.ts";
import type { Evaluation, LbfgsResult } from "./lbfgs.ts";
import { marginalLikelihood } from "./marginal-likelihood.ts";
import type { MarginalLikelihood } from "./marginal-likelihood.ts";

/** A kernel matrix at some hyper-parameters, and its derivative in each of them. */
export interface KernelAt {
  readonly kernel: Matrix;
  readonly derivatives: readonly Matrix[];
}

export interface HyperparameterProblem {
  /**
   * K [N, N] and ∂K/∂p at p. All of ℝ is searched, so a positive hyper-parameter should be given as the
   * exponential of p; a scale of K has no place among them, since the amplitude is found anyway.
   */
  readonly kernelAt: (parameters: Float64Array) => KernelAt | Promise<KernelAt>;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** p to start from, shape [P]; may be empty. */
  readonly start: ArrayLike<number>;
  /** σ² to start from, above 0, relative to the amplitude. */
  readonly noise: number;
  /** Leave the noise as it is. Default false. */
  readonly fixedNoise?: boolean | undefined;
}

export interface HyperparameterOptions extends SolverOptions {
  /** Largest derivative (in p and log σ²), per entry of the targets, that counts as 0. Default 1e-7. */
  readonly tolerance?: number | undefined;
  /** Default 200. */
  readonly maxSteps?: number | undefined;
  /** Throw unless converged. Default true. */
  readonly throwOnFailure?: boolean | undefined;
}

/** Where the marginal likelihood has a maximum: observations have covariance s² (K(p) + σ²I). */
export interface Hyperparameters {
  /** p, shape [P]. */
  readonly parameters: Float64Array;
  readonly amplitude: number;
  readonly noise: number;
  readonly logMarginalLikelihood: number;
  /** Derivatives in p and, unless it is fixed, log σ². */
  readonly gradient: Float64Array;
  /** "no-progress" where rounding hides any further improvement. */
  readonly reason: "converged" | "no-progress" | "max-steps";
  readonly steps: number;
}

interface Likely extends Evaluation {
  readonly likelihood: MarginalLikelihood | undefined;
}

/**
 * Hyper-parameters of a kernel with a locally largest marginal likelihood, by L-BFGS.
 *
 * The amplitude is in closed form at every step (profile likelihood). A trial step to where K + σ²I is
 * not positive definite in float64 is halved; at the start it is an error. One `marginalLikelihood` per
 * trial, usually 1 to 2 per step.
 *
 * @throws {@link NumericalError} "max-steps" (detail: steps, value) when not converged, unless
 *   `throwOnFailure` is false; what `marginalLikelihood` throws
 * @throws {@link RangeError} for a noise that is not above 0
 */
export async function maximizeMarginalLikelihood(
  problem: HyperparameterProblem,
  options: HyperparameterOptions = {},
): Promise<Hyperparameters> {
  const { start, noise, fixedNoise = false, targets } = problem;
  const { tolerance = 1e-7, maxSteps = 200, throwOnFailure = true } = options;
  checkPositive("maximizeMarginalLikelihood", { noise });
  const initial = Float64Array.from(fixedNoise ? [] : [Math.log(noise)]);
  const x = Float64Array.of(...Array.from(start), ...initial);
  const evaluate = evaluation(problem, start.length, options);
  const settings = { tolerance: tolerance * targets.data.length, maxSteps };
  const result = await lbfgs(evaluate, x, settings);
  if (throwOnFailure && result.reason !== "converged") throw notConverged(result);
  const likelihood = result.last.likelihood!;
  return {
    parameters: result.x.slice(0, start.length),
    amplitude: likelihood.amplitude,
    noise: fixedNoise ? noise : Math.exp(result.x[start.length]!),
    logMarginalLikelihood: likelihood.value,
    gradient: result.last.gradient.map((value) => -value),
    reason: result.reason,
    steps: result.steps,
  };
}

/** −log likelihood and its gradient; Infinity where a trial's kernel is not positive definite. */
function evaluation(
  { kernelAt, targets, noise: startNoise, fixedNoise = false }: HyperparameterProblem,
  count: number,
  options: SolverOptions,
): (x: Float64Array) => Promise<Likely> {
  let first = true;
  return async (x) => {
    options.signal?.throwIfAborted();
    const noise = fixedNoise ? startNoise : Math.exp(x[count]!);
    const { kernel, derivatives } = await kernelAt(x.slice(0, count));
    if (derivatives.length !== count) {
      throw new RangeError(
        `maximizeMarginalLikelihood: kernelAt must give ${count} derivatives, got ${derivatives.length}`,
      );
    }
    try {
      const problem = { kernel, derivatives, targets, noise };
      const likelihood = await marginalLikelihood(problem, { ...options, onProgress: undefined });
      first = false;
      return {
        value: -likelihood.value,
        gradient: slopes(likelihood, noise, fixedNoise),
        likelihood,
      };
    } catch (error) {
      if (first || !(error instanceof NumericalError)) throw error;
      if (error.reason !== "not-positive-definite") throw error;
      return { value: Infinity, gradient: new Float64Array(x.length), likelihood: undefined };
    }
  };
}

function slopes(likelihood: MarginalLikelihood, noise: number, fixedNoise: boolean): Float64Array {
  const kernelPart = likelihood.gradient.map((value) => -value);
  if (fixedNoise) return kernelPart;
  const inNoise = likelihood.noiseGradient.reduce((sum, value) => sum + value, 0);
  return Float64Array.of(...kernelPart, -noise * inNoise);
}

function notConverged({ reason, steps, last }: LbfgsResult<Likely>): NumericalError {
  const largest = last.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  return new NumericalError(
    `maximizeMarginalLikelihood: the gradient must fall below the tolerance, got ${largest} after ${steps} steps (${reason}); raise maxSteps or tolerance, or take throwOnFailure: false`,
    "max-steps",
    { steps, gradient: largest, logMarginalLikelihood: -last.value, stopped: reason },
  );
}
