import { kernelFunctions } from "@ntkit/kernels";
import { type Matrix, NumericalError, diagonal, matrix } from "@ntkit/linalg";
import {
  type AmplitudeAndNoise,
  type KernelAt,
  fitAmplitudeAndNoise,
  maximizeMarginalLikelihood,
} from "@ntkit/solvers";
import type { KernelCall } from "../kernel/kernel-call.ts";
import type { Candidate } from "./candidate.ts";

/** What the marginal likelihood says of one candidate. */
export interface LikelyCandidate {
  readonly candidate: Candidate;
  /** Of all outputs together, in nats. */
  readonly logMarginalLikelihood: number;
  /** s²: covariances of the targets are s² times the kernel's. */
  readonly amplitude: number;
  /** Variance of the noise over s², relative to the mean diagonal of the kernel: a relative ridge. */
  readonly relativeNoise: number;
}

/** Builds a candidate with other standard deviations of weights and biases; undefined where both are given. */
export type Tuner = (
  candidate: Candidate,
  weightStd: number,
  biasStd: number,
) => Candidate | undefined;

export interface LikelihoodOptions extends KernelCall {
  readonly kernel: "ntk" | "nngp";
  readonly tuner: Tuner;
  readonly onProgress: (fraction: number) => void;
}

/**
 * Candidates with their marginal likelihood as Gaussian processes, in their order: amplitude and noise at their
 * best and, where the tuner offers that, the standard deviations of weights and biases too, each between e⁻⁵ and
 * e⁵. Targets are centred.
 */
export async function likelihoods(
  candidates: readonly Candidate[],
  x: Matrix,
  targets: Matrix,
  { onProgress, ...options }: LikelihoodOptions,
): Promise<LikelyCandidate[]> {
  const centered = center(targets);
  const found: LikelyCandidate[] = [];
  for (const candidate of candidates) {
    const tuned = await tune(candidate, x, centered, options);
    const [kernel] = await kernelsOf([tuned], x, options);
    const fit = await fitAmplitudeAndNoise({ kernel: kernel!, targets: centered }, options);
    found.push(likely(tuned, kernel!, fit));
    onProgress(found.length / candidates.length);
  }
  return found;
}

function likely(candidate: Candidate, kernel: Matrix, fit: AmplitudeAndNoise): LikelyCandidate {
  const unit = diagonal(kernel).reduce((sum, value) => sum + value / kernel.rows, 0);
  const { amplitude, noise, logMarginalLikelihood } = fit;
  return { candidate, logMarginalLikelihood, amplitude, relativeNoise: noise / unit };
}

type TuneOptions = Omit<LikelihoodOptions, "onProgress">;

/** The candidate at the most likely standard deviations, by L-BFGS on central differences of the kernel. */
async function tune(
  candidate: Candidate,
  x: Matrix,
  targets: Matrix,
  options: TuneOptions,
): Promise<Candidate> {
  const at = (p: Float64Array): Candidate | undefined =>
    options.tuner(candidate, deviation(p[0]!), deviation(p[1]!));
  const start = Float64Array.of(Math.log(Math.SQRT2), 0);
  if (at(start) === undefined) return candidate;
  const [kernel] = await kernelsOf([at(start)!], x, options);
  const { noise } = await fitAmplitudeAndNoise({ kernel: kernel!, targets }, options);
  const kernelAt = (p: Float64Array): Promise<KernelAt> =>
    differences(
      (places) =>
        kernelsOf(
          places.map((q) => at(q)!),
          x,
          options,
        ),
      p,
    );
  const call = { engine: options.engine, signal: options.signal };
  // flatter than 1e-4 nats per target nothing is decided, and along a ridge of the likelihood it takes long
  const search = { tolerance: 1e-4, maxSteps: 60, throwOnFailure: false, ...call };
  try {
    const found = await maximizeMarginalLikelihood({ kernelAt, targets, start, noise }, search);
    return at(found.parameters)!;
  } catch (error) {
    // noise so small that the kernel alone is singular to rounding: the start is as good as it gets
    if (error instanceof NumericalError) return at(start)!;
    throw error;
  }
}

/** All of ℝ to (e⁻⁵, e⁵), the exponential near 0. */
function deviation(p: number): number {
  return Math.exp(5 * Math.tanh(p / 5));
}

/** K and its central differences, all kernels of one call together. */
async function differences(
  kernelsAt: (places: readonly Float64Array[]) => Promise<Matrix[]>,
  p: Float64Array,
): Promise<KernelAt> {
  const h = 1e-4;
  const moved = (i: number, by: number) => p.map((value, k) => (k === i ? value + by : value));
  const around = [...p.keys()].flatMap((i) => [moved(i, h), moved(i, -h)]);
  const [kernel, ...others] = await kernelsAt([p, ...around]);
  const derivatives = Array.from(p, (_, i) => slope(others[2 * i]!, others[2 * i + 1]!, 2 * h));
  return { kernel: kernel!, derivatives };
}

function slope(above: Matrix, below: Matrix, distance: number): Matrix {
  const result = matrix(above.rows, above.cols);
  for (let at = 0; at < result.data.length; at++) {
    result.data[at] = (above.data[at]! - below.data[at]!) / distance;
  }
  return result;
}

async function kernelsOf(
  candidates: readonly Candidate[],
  x: Matrix,
  { kernel, engine, workers, signal }: TuneOptions,
): Promise<Matrix[]> {
  const functions = kernelFunctions(candidates.map(({ network }) => network));
  const call = { get: [kernel], engine, workers, signal };
  const found = await functions.evaluate(x, undefined, call);
  return found.map((matrices) => matrices[kernel]);
}

function center({ rows, cols, data }: Matrix): Matrix {
  const means = new Float64Array(cols);
  data.forEach((value, at) => (means[at % cols]! += value / rows));
  return matrix(
    rows,
    cols,
    data.map((value, at) => value - means[at % cols]!),
  );
}
