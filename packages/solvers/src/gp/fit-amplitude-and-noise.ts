import { NumericalError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { meanDiagonal } from "../regression/add-diagonal.ts";
import { checkKernel, checkTargets } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkNoise } from "./noise.ts";

export interface AmplitudeAndNoiseProblem {
  /** K, shape [N, N]. */
  readonly kernel: Matrix;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** d, the noise of each row up to the common factor that is sought, shape [N], above 0. Default ones. */
  readonly noiseShape?: Float64Array | undefined;
  /** Where to look for the noise, absolute. Default from 1e-8 to 1e4 times the mean of K's diagonal. */
  readonly bounds?: readonly [lower: number, upper: number] | undefined;
}

/** The most likely amplitude and noise: observations have covariance s² (K + σ² diag(d)). */
export interface AmplitudeAndNoise {
  /** ŝ² in closed form. */
  readonly amplitude: number;
  /** σ², to be multiplied by d. */
  readonly noise: number;
  /** Of all outputs together, in nats. */
  readonly logMarginalLikelihood: number;
  /** Derivative of the profile likelihood in log σ²; 0 when converged. */
  readonly slope: number;
  /** "converged" at a maximum inside the bounds; at a bound the likelihood still grows beyond it. */
  readonly reason: "converged" | "at-lower-bound" | "at-upper-bound";
  /** Newton steps. */
  readonly steps: number;
}

const gridPoints = 97;

/**
 * Amplitude and noise with the largest marginal likelihood, from one eigendecomposition.
 *
 * The amplitude is ŝ² = tr(YᵀA⁻¹Y)/(N O) for A = K + σ² diag(d); what is left depends on log σ² only and
 * costs O(N) per value. The likelihood can have several maxima, so 97 values over the bounds are
 * looked at before Newton's method. O(8 N³).
 *
 * @throws {@link NumericalError} "not-positive-definite" when K plus the lower bound is singular to rounding
 * @throws {@link RangeError} for targets that are all 0, bounds that are not 0 < lower < upper
 * @see Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", section 5.4.1
 */
export async function fitAmplitudeAndNoise(
  problem: AmplitudeAndNoiseProblem,
  options: SolverOptions = {},
): Promise<AmplitudeAndNoise> {
  const { kernel, targets } = problem;
  const shape = checkProblem(problem);
  const { engine, signal } = resolveOptions(options);
  const eigen = await engine.eigenSymmetric(whitenBoth(kernel, shape), options);
  const white = {
    ...targets,
    data: targets.data.map((y, at) => y / root(shape, at, targets.cols)),
  };
  const rotated = await engine.multiply(transpose(eigen.vectors), white, { signal });
  const energy = rowSquares(rotated);
  const [lower, upper] = checkBounds(problem.bounds ?? defaultBounds(kernel));
  checkSpectrum(eigen.values, lower);
  const logShape = shape.reduce((sum, d) => sum + Math.log(d), 0);
  const profile = (logNoise: number) =>
    profileAt(eigen.values, energy, targets.cols, logShape, logNoise);
  const { at, steps, reason } = maximize(profile, Math.log(lower), Math.log(upper));
  const { value, slope, amplitude } = profile(at);
  return { amplitude, noise: Math.exp(at), logMarginalLikelihood: value, slope, reason, steps };
}

interface Profile {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
  readonly amplitude: number;
}

/** The profile likelihood and its two derivatives in t = log σ². */
function profileAt(
  values: Float64Array,
  energy: Float64Array,
  outputs: number,
  logShape: number,
  logNoise: number,
): Profile {
  const noise = Math.exp(logNoise);
  let [q, dq, ddq, logs, u1, u2] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const total = values[i]! + noise;
    const u = noise / total;
    const term = energy[i]! / total;
    q += term;
    dq -= term * u;
    ddq += term * u * (2 * u - 1);
    logs += Math.log(total);
    u1 += u;
    u2 += u * (1 - u);
  }
  const size = values.length * outputs;
  const amplitude = q / size;
  const constant = outputs * (logs + logShape) + size * (1 + Math.log(2 * Math.PI));
  return {
    amplitude,
    value: -0.5 * (size * Math.log(amplitude) + constant),
    slope: -0.5 * ((size * dq) / q + outputs * u1),
    curvature: -0.5 * (size * (ddq / q - (dq / q) ** 2) + outputs * u2),
  };
}

function maximize(
  profile: (t: number) => Profile,
  lower: number,
  upper: number,
): { at: number; steps: number; reason: AmplitudeAndNoise["reason"] } {
  const step = (upper - lower) / (gridPoints - 1);
  const grid = Array.from({ length: gridPoints }, (_, i) => profile(lower + i * step));
  let best = 0;
  grid.forEach(({ value }, i) => {
    if (value > grid[best]!.value) best = i;
  });
  if (best === 0 && grid[0]!.slope <= 0) return { at: lower, steps: 0, reason: "at-lower-bound" };
  const last = gridPoints - 1;
  if (best === last && grid[last]!.slope >= 0) {
    return { at: upper, steps: 0, reason: "at-upper-bound" };
  }
  const rising = grid[best]!.slope > 0;
  const low = lower + (rising ? best : best - 1) * step;
  return { ...newton(profile, low, low + step), reason: "converged" };
}

/** Root of the slope between `low`, where the value rises, and `high`, where it falls. */
function newton(
  profile: (t: number) => Profile,
  low: number,
  high: number,
): { at: number; steps: number } {
  let at = (low + high) / 2;
  for (let steps = 1; ; steps++) {
    const { slope, curvature } = profile(at);
    if (slope > 0) low = at;
    else high = at;
    const target = at - slope / curvature;
    const next = curvature < 0 && target > low && target < high ? target : (low + high) / 2;
    // what one rounding of t can move; bisection alone gets there in 60 steps
    if (Math.abs(next - at) <= 4e-16 * Math.max(1, Math.abs(at)) || steps === 100) {
      return { at: next, steps };
    }
    at = next;
  }
}

function root(shape: Float64Array, at: number, cols: number): number {
  return Math.sqrt(shape[Math.floor(at / cols)]!);
}

/** D^−½ K D^−½. */
function whitenBoth(kernel: Matrix, shape: Float64Array): Matrix {
  const n = kernel.cols;
  const scale = shape.map((d) => 1 / Math.sqrt(d));
  const data = kernel.data.map((k, at) => k * scale[Math.floor(at / n)]! * scale[at % n]!);
  return { rows: n, cols: n, data };
}

/** Squared norm of each row. */
function rowSquares({ rows, cols, data }: Matrix): Float64Array {
  const sums = new Float64Array(rows);
  data.forEach((value, at) => (sums[Math.floor(at / cols)]! += value * value));
  return sums;
}

function defaultBounds(kernel: Matrix): [number, number] {
  const unit = meanDiagonal(kernel);
  return [1e-8 * unit, 1e4 * unit];
}

function checkBounds([lower, upper]: readonly [number, number]): readonly [number, number] {
  if (lower > 0 && lower < upper && upper < Infinity) return [lower, upper];
  throw new RangeError(
    `fitAmplitudeAndNoise: bounds must be 0 < lower < upper < ∞, got ${lower} and ${upper}`,
  );
}

function checkProblem({ kernel, targets, noiseShape }: AmplitudeAndNoiseProblem): Float64Array {
  checkKernel("fitAmplitudeAndNoise", kernel);
  checkTargets("fitAmplitudeAndNoise", targets, kernel.rows);
  if (targets.data.every((y) => y === 0)) {
    throw new RangeError("fitAmplitudeAndNoise: targets must not all be 0, got only zeros");
  }
  const shape = noiseShape ?? new Float64Array(kernel.rows).fill(1);
  checkNoise("fitAmplitudeAndNoise", shape, kernel.rows, "noiseShape");
  const zero = shape.indexOf(0);
  if (zero >= 0) {
    throw new RangeError(`fitAmplitudeAndNoise: noiseShape must be above 0, got 0 in row ${zero}`);
  }
  return shape;
}

function checkSpectrum(values: Float64Array, lower: number): void {
  const [largest, smallest] = [values[0]!, values.at(-1)!];
  if (smallest + lower > values.length * Number.EPSILON * largest) return;
  throw new NumericalError(
    `fitAmplitudeAndNoise: kernel + lower bound·I must be positive definite, got smallest eigenvalue ${smallest} and bound ${lower}; use larger bounds`,
    "not-positive-definite",
    { value: smallest, largest, bound: lower },
  );
}
