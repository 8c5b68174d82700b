import { conditionEstimate, logDeterminant, matrix, ShapeError } from "@ntkit/linalg";
import type { Cholesky, Matrix } from "@ntkit/linalg";
import { checkFinite, checkKernel, checkTargets } from "../check.ts";
import { factorKernel } from "../regression/factor-kernel.ts";
import type { GaussianProcessProblem } from "./gaussian-process.ts";
import { relativeResidual } from "../regression/kernel-regression.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { addNoise, checkNoise, smallestNoise } from "./noise.ts";

export interface MarginalLikelihoodProblem extends GaussianProcessProblem {
  /** s²: the prior covariance of the observations is s² (K + diag(noise)). Default: the best, ŝ². */
  readonly amplitude?: number | undefined;
  /** ∂K/∂p for each hyper-parameter p of the kernel, shape [N, N] each. Default none. */
  readonly derivatives?: readonly Matrix[] | undefined;
}

/** The log marginal likelihood, in nats, summed over outputs, with its derivatives. */
export interface MarginalLikelihood {
  readonly value: number;
  /** ∂/∂p for each of `derivatives`. */
  readonly gradient: Float64Array;
  /** s² as used. */
  readonly amplitude: number;
  /** ŝ² = tr(Yᵀ (K + diag(noise))⁻¹ Y) / (N O), where the likelihood is largest in s². */
  readonly bestAmplitude: number;
  /** ∂/∂s². 0 up to rounding at the best amplitude. */
  readonly amplitudeGradient: number;
  /** ∂/∂noise of each row, shape [N]; the sum is the derivative in a noise common to all rows. */
  readonly noiseGradient: Float64Array;
  /** That it was solved with the noise asked for; what cannot be is an error. */
  readonly reason: "solved";
  /** Estimate of the condition of A. */
  readonly conditionNumber: number;
  /** ‖A α − Y‖ / ‖Y‖, Frobenius; 0 for zero targets. */
  readonly residual: number;
}

/**
 * Log marginal likelihood of a Gaussian process and its gradient in all hyper-parameters.
 *
 *   log p(Y) = −½ tr(YᵀA⁻¹Y)/s² − ½ O (log |A| + N log s² + N log 2π),   A = K + diag(noise)
 *   ∂/∂p = ½ tr((α αᵀ/s² − O A⁻¹) ∂K/∂p),   α = A⁻¹Y
 *
 * With the default amplitude it is the profile likelihood, and its gradient the profile's own, since
 * ∂/∂s² is 0 there. O(N³/3) for the value, as much again for the noise's derivative, O(2 N³) for the
 * kernel's and O(N²) per parameter.
 *
 * @throws {@link NumericalError} "not-positive-definite" as `gaussianProcess`; "non-finite"
 * @throws {@link ShapeError}; {@link RangeError} for a negative noise, an amplitude that is not above
 *   0, or targets that are all 0 without `amplitude`
 * @see Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", equations 5.8 and 5.9
 */
export async function marginalLikelihood(
  problem: MarginalLikelihoodProblem,
  options: SolverOptions = {},
): Promise<MarginalLikelihood> {
  const { kernel, targets, noise = 0, derivatives = [] } = problem;
  check(kernel, targets, noise, derivatives);
  const { engine, signal } = resolveOptions(options);
  const [shifted, smallest] = [addNoise(kernel, noise), smallestNoise(noise)];
  const factor = await factorKernel("marginalLikelihood", kernel, shifted, smallest, options);
  const alpha = await engine.solveCholesky(factor, targets, { signal });
  const size = targets.data.length;
  const quadratic = targets.data.reduce((sum, y, at) => sum + y * alpha.data[at]!, 0);
  const bestAmplitude = quadratic / size;
  const amplitude = checkAmplitude(problem.amplitude ?? bestAmplitude);
  const logSize = targets.cols * logDeterminant(factor) + size * Math.log(2 * Math.PI * amplitude);
  const slopes = await gradients(factor, alpha, amplitude, derivatives, options);
  return {
    value: -0.5 * (quadratic / amplitude + logSize),
    amplitude,
    bestAmplitude,
    amplitudeGradient: (size * (bestAmplitude - amplitude)) / (2 * amplitude ** 2),
    ...slopes,
    reason: "solved",
    conditionNumber: conditionEstimate(factor, shifted),
    residual: await relativeResidual(shifted, alpha, targets, options),
  };
}

async function gradients(
  factor: Cholesky,
  alpha: Matrix,
  amplitude: number,
  derivatives: readonly Matrix[],
  options: SolverOptions,
): Promise<Pick<MarginalLikelihood, "gradient" | "noiseGradient">> {
  const { rows: n, cols: outputs } = alpha;
  const { engine, signal } = resolveOptions(options);
  if (derivatives.length === 0) {
    const inverse = await engine.inverseDiagonal(factor, { signal });
    const noiseGradient = inverse.map(
      (value, i) => 0.5 * (rowDot(alpha, i, i) / amplitude - outputs * value),
    );
    return { gradient: new Float64Array(0), noiseGradient };
  }
  const inverse = await engine.solveCholesky(factor, identity(n), { signal });
  const gradient = new Float64Array(derivatives.length);
  const noiseGradient = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      const weight = 0.5 * (rowDot(alpha, i, j) / amplitude - outputs * inverse.data[at]!);
      if (i === j) noiseGradient[i] = weight;
      for (let p = 0; p < gradient.length; p++) gradient[p]! += weight * derivatives[p]!.data[at]!;
    }
  }
  return { gradient, noiseGradient };
}

function rowDot({ data, cols }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < cols; k++) sum += data[i * cols + k]! * data[j * cols + k]!;
  return sum;
}

function identity(n: number): Matrix {
  const result = matrix(n, n);
  for (let i = 0; i < n; i++) result.data[i * (n + 1)] = 1;
  return result;
}

function checkAmplitude(amplitude: number): number {
  if (amplitude > 0 && amplitude < Infinity) return amplitude;
  throw new RangeError(
    `marginalLikelihood: amplitude must be finite and above 0, got ${amplitude}; targets that are all 0 need an amplitude of your own`,
  );
}

function check(
  kernel: Matrix,
  targets: Matrix,
  noise: number | Float64Array,
  derivatives: readonly Matrix[],
): void {
  checkKernel("marginalLikelihood", kernel);
  checkTargets("marginalLikelihood", targets, kernel.rows);
  checkNoise("marginalLikelihood", noise, kernel.rows);
  derivatives.forEach((derivative, p) => {
    if (derivative.rows !== kernel.rows || derivative.cols !== kernel.rows) {
      throw new ShapeError(
        `marginalLikelihood: derivatives[${p}] must be ${kernel.rows}×${kernel.rows} like kernel, got ${derivative.rows}×${derivative.cols}`,
      );
    }
    checkFinite("marginalLikelihood", `derivatives[${p}]`, derivative);
  });
}
