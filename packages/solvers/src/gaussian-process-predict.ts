import { diagonal, ShapeError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkKernel, checkNonNegative } from "./check.ts";
import type { GaussianProcess } from "./gaussian-process.ts";
import { posteriorVariance } from "./posterior-variance.ts";
import { resolveOptions } from "./solver-options.ts";
import type { SolverOptions } from "./solver-options.ts";

/** The rows to predict: prior variances for variances, their prior covariance for covariances. */
export type TestRows =
  | { readonly cross: Matrix; readonly testDiagonal: Float64Array }
  | { readonly cross: Matrix; readonly testKernel: Matrix };

export interface PosteriorOptions extends SolverOptions {
  /** Add the noise σ² to the variances: for new observations, not for the function. Default false. */
  readonly includeNoise?: boolean | undefined;
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
  const noise = includeNoise ? process.noise : 0;
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
    return { mean, variance, covariance };
  }
  const settings = { amplitude, noise, terms: lower.rows };
  return { mean, variance: posteriorVariance(test.testDiagonal, rowNorms(whitened), settings) };
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

/** s² (A − B + noise I). */
function subtract(a: Matrix, b: Matrix, amplitude: number, noise: number): Matrix {
  const data = a.data.map((value, at) => amplitude * (value - b.data[at]!));
  for (let i = 0; i < a.rows; i++) data[i * a.cols + i]! += amplitude * noise;
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
