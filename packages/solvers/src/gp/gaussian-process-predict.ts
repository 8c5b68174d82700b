import { diagonal, ShapeError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkKernel, checkNonNegative } from "../check.ts";
import type { GaussianProcess } from "./gaussian-process.ts";
import { checkNoise, noiseAt } from "./noise.ts";
import { posteriorVariance } from "./posterior-variance.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/** The rows to predict: prior variances for variances, their prior covariance for covariances. */
export type TestRows =
  | { readonly cross: Matrix; readonly testDiagonal: Float64Array }
  | { readonly cross: Matrix; readonly testKernel: Matrix };

export interface PosteriorOptions extends SolverOptions {
  /**
   * Add the noise σ² to the variances: for new observations, not for the function. `true` takes the
   * process's own, which must then be one number; an array, shape [M], gives it per row. Default false.
   */
  readonly includeNoise?: boolean | Float64Array | undefined;
  /** s²: multiplies every (co)variance, as `calibratedAmplitude` gives it. Default 1. */
  readonly amplitude?: number | undefined;
}

/** A Gaussian posterior; the covariance is the same for all outputs. */
export interface Posterior {
  /** Shape [M, O]. */
  readonly mean: Matrix;
  /** Shape [M]. */
  readonly variance: Float64Array;
  /** Shape [M, M]; only when `testKernel` was given. */
  readonly covariance?: Matrix;
  /** What rounding can have added to an eigenvalue of `covariance`; for `posteriorSamples`. */
  readonly rounding?: number;
}

/**
 * Posterior of a Gaussian process at M rows:
 *
 *   mean = K* α,   covariance = s² (K** − K* (K + σ²I)⁻¹ K*ᵀ  [+ σ²I with `includeNoise`])
 *
 * O(N² M) for the variances (`testDiagonal`, shape [M]), O(N² M + N M²) with `testKernel` [M, M].
 * A variance within rounding of 0 (N ε times the prior one) is returned as 0.
 *
 * @throws {@link NumericalError} "not-positive-definite" when a variance is below 0 by more than rounding:
 *   the kernels do not belong together
 */
export async function gaussianProcessPredict(
  process: GaussianProcess,
  test: TestRows,
  options: PosteriorOptions = {},
): Promise<Posterior> {
  const { includeNoise = false, amplitude = 1 } = options;
  const { cross } = test;
  checkTest("gaussianProcessPredict", test, process.coefficients.rows);
  checkNonNegative("gaussianProcessPredict", "amplitude", amplitude);
  const { engine, signal } = resolveOptions(options);
  const mean = await engine.multiply(cross, process.coefficients, { signal });
  const { lower } = process.factor.cholesky;
  const whitened = transpose(await engine.solveLower(lower, transpose(cross), options));
  const noise = testNoise(process, includeNoise, cross.rows);
  if ("testKernel" in test) {
    const explained = await engine.gram(whitened, undefined, { signal });
    const covariance = subtract(test.testKernel, explained, amplitude, noise);
    const prior = diagonal(test.testKernel);
    const variance = posteriorVariance(prior, diagonal(explained), {
      amplitude,
      noise,
      terms: lower.rows,
    });
    variance.forEach((value, i) => (covariance.data[i * covariance.cols + i] = value));
    const largest = prior.reduce((most, value) => Math.max(most, value), 0);
    const rounding = 8 * lower.rows * Number.EPSILON * amplitude * largest * cross.rows;
    return { mean, variance, covariance, rounding };
  }
  const settings = { amplitude, noise, terms: lower.rows };
  return { mean, variance: posteriorVariance(test.testDiagonal, rowNorms(whitened), settings) };
}

/** The noise to add to M new rows, one number or shape [M]. */
function testNoise(
  { noise }: GaussianProcess,
  include: boolean | Float64Array,
  rows: number,
): number | Float64Array {
  if (include === false) return 0;
  if (include !== true) {
    checkNoise("gaussianProcessPredict", include, rows, "includeNoise");
    return include;
  }
  if (typeof noise === "number") return noise;
  throw new RangeError(
    `gaussianProcessPredict: includeNoise must be an array of ${rows} variances for a process with noise per row, got true`,
  );
}

/** @throws ShapeError, NumericalError when the test rows' kernels do not fit one another */
export function checkTest(caller: string, test: TestRows, n: number): void {
  checkCross(caller, test.cross, n);
  const m = test.cross.rows;
  if ("testKernel" in test) {
    checkKernel(caller, test.testKernel, "testKernel");
    if (test.testKernel.rows === m) return;
    throw new ShapeError(
      `${caller}: testKernel must be ${m}×${m} (cross is ${m}×${n}), got ${test.testKernel.rows}×${test.testKernel.cols}`,
    );
  }
  if (test.testDiagonal.length !== m) {
    throw new ShapeError(
      `${caller}: testDiagonal must have ${m} entries (cross is ${m}×${n}), got ${test.testDiagonal.length}`,
    );
  }
  test.testDiagonal.forEach((value) => {
    checkNonNegative(caller, "testDiagonal", value);
  });
}

/** s² (A − B + diag(noise)). */
function subtract(a: Matrix, b: Matrix, amplitude: number, noise: number | Float64Array): Matrix {
  const data = a.data.map((value, at) => amplitude * (value - b.data[at]!));
  for (let i = 0; i < a.rows; i++) data[i * a.cols + i]! += amplitude * noiseAt(noise, i);
  return { rows: a.rows, cols: a.cols, data };
}

/** Squared norm of each row. */
function rowNorms({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += data[i * cols + k]! ** 2;
    return sum;
  });
}
