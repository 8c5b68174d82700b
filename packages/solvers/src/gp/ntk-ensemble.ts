import { diagonal, matrix, ShapeError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkKernel } from "../check.ts";
import { checkTest } from "./gaussian-process-predict.ts";
import type { Posterior, TestRows } from "./gaussian-process-predict.ts";
import { kernelRegression } from "../regression/kernel-regression.ts";
import type { RegressionModel, RegressionProblem } from "../regression/kernel-regression.ts";
import { regressionPredict } from "../regression/regression-predict.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { posteriorVariance } from "./posterior-variance.ts";

export interface EnsembleProblem extends Pick<
  RegressionProblem,
  "targets" | "ridge" | "relativeRidge"
> {
  /** Θ, which governs training, shape [N, N]. */
  readonly ntk: Matrix;
  /** K, the covariance at initialisation, shape [N, N]. */
  readonly nngp: Matrix;
}

/** Wide networks after training, each from its own random initialisation. */
export interface NtkEnsemble {
  /** Kernel regression with Θ, which is the ensemble's mean. */
  readonly regression: RegressionModel;
  readonly nngp: Matrix;
}

/**
 * The ensemble of infinitely wide networks trained to t = ∞ on the mean squared error.
 *
 * O(N³/3). Each network is f₀ + Θ* (Θ + λI)⁻¹ (Y − f₀) with f₀ from the Gaussian process of the NNGP.
 *
 * @throws as `kernelRegression`
 * @see Lee et al. 2019, "Wide Neural Networks of Any Depth Evolve as Linear Models", eqs. 14–16
 */
export async function ntkEnsemble(
  { ntk, nngp, ...rest }: EnsembleProblem,
  options: SolverOptions = {},
): Promise<NtkEnsemble> {
  checkKernel("ntkEnsemble", nngp, "nngp");
  checkCross("ntkEnsemble", nngp, ntk.rows, "nngp");
  return { regression: await kernelRegression({ kernel: ntk, ...rest }, options), nngp };
}

/**
 * Mean and variance over the ensemble at M rows: with B = Θ* (Θ + λI)⁻¹,
 *
 *   mean = B Y,   covariance = K** − B K*ᵀ − K* Bᵀ + B K Bᵀ
 *
 * @param test - `cross` is the NNGP's K* [M, N], with its diagonal or full K** at the M rows
 * @param ntkCross - Θ*, shape [M, N]. O(N² M) and, for the covariance, O(N M²).
 * @throws {@link NumericalError} "not-positive-definite" for a variance below 0 by more than rounding
 */
export async function ntkEnsemblePredict(
  ensemble: NtkEnsemble,
  ntkCross: Matrix,
  test: TestRows,
  options: SolverOptions = {},
): Promise<Posterior> {
  const { regression, nngp } = ensemble;
  checkTest("ntkEnsemblePredict", test, nngp.rows);
  checkCross("ntkEnsemblePredict", ntkCross, nngp.rows, "ntkCross");
  if (ntkCross.rows !== test.cross.rows) {
    throw new ShapeError(
      `ntkEnsemblePredict: ntkCross must be ${test.cross.rows}×${test.cross.cols} like cross, got ${ntkCross.rows}×${ntkCross.cols}`,
    );
  }
  const mean = await regressionPredict(regression, ntkCross, options);
  const weights = await ensembleWeights(regression, ntkCross, options);
  return ensemblePosterior({ mean, weights, nngp }, test, options);
}

/** K** − B K*ᵀ − K* Bᵀ + B K Bᵀ, with the mean, for `weights` B [M, N]. */
export async function ensemblePosterior(
  {
    mean,
    weights,
    nngp,
  }: { readonly mean: Matrix; readonly weights: Matrix; readonly nngp: Matrix },
  test: TestRows,
  options: SolverOptions,
): Promise<Posterior> {
  const { engine, signal } = resolveOptions(options);
  // B (K Bᵀ − 2 K*ᵀ) has the covariance's diagonal, and its symmetric part is B K Bᵀ − B K*ᵀ − K* Bᵀ
  const spread = await engine.gram(weights, nngp, { signal });
  spread.data.forEach((value, at) => (spread.data[at] = 2 * test.cross.data[at]! - value));
  const settings = { amplitude: 1, noise: 0, terms: 4 * nngp.rows };
  if ("testKernel" in test) {
    const product = await engine.gram(weights, spread, { signal });
    const covariance = symmetricDifference(test.testKernel, product);
    const variance = posteriorVariance(diagonal(test.testKernel), diagonal(product), settings);
    variance.forEach((value, i) => (covariance.data[i * covariance.cols + i] = value));
    return { mean, variance, covariance };
  }
  return {
    mean,
    variance: posteriorVariance(test.testDiagonal, rowDots(weights, spread), settings),
  };
}

/** B = Θ* (Θ + λI)⁻¹, shape [M, N]. */
async function ensembleWeights(
  { factor }: RegressionModel,
  ntkCross: Matrix,
  options: SolverOptions,
): Promise<Matrix> {
  const { engine } = resolveOptions(options);
  if (factor.method !== "cholesky") {
    throw new RangeError(
      `ntkEnsemblePredict: regression must be by cholesky, got ${factor.method}`,
    );
  }
  return transpose(await engine.solveCholesky(factor.cholesky, transpose(ntkCross), options));
}

/** A − (B + Bᵀ) / 2. */
function symmetricDifference(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, a.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) {
      const mean = (b.data[i * a.cols + j]! + b.data[j * a.cols + i]!) / 2;
      result.data[i * a.cols + j] = a.data[i * a.cols + j]! - mean;
    }
  }
  return result;
}

function rowDots(a: Matrix, b: Matrix): Float64Array {
  const sums = new Float64Array(a.rows);
  a.data.forEach((value, at) => (sums[Math.floor(at / a.cols)]! += value * b.data[at]!));
  return sums;
}
