import { matrix, NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix, Random } from "@ntkit/linalg";
import { checkFinite, checkKernel } from "../check.ts";
import type { Posterior } from "./gaussian-process-predict.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface SampleOptions extends SolverOptions {
  /** How many functions to draw. */
  readonly count: number;
  /** Where the randomness comes from: `random(seed)` of `@ntkit/linalg`. */
  readonly random: Pick<Random, "normal">;
}

/**
 * Functions drawn from a Gaussian posterior, each of shape [M, O]:
 *
 *   sample = mean + V max(Λ, 0)^½ z,   covariance = V Λ Vᵀ,   z ~ N(0, I)
 *
 * Columns are independent given the mean. An eigendecomposition and not a Cholesky factor, because a
 * posterior covariance is singular wherever the function is known: eigenvalues within rounding of 0
 * (`rounding`, default 8 M ε of the largest) count as 0. O(8 M³ + count · M² O).
 *
 * @throws {@link NumericalError} "not-positive-definite" for an eigenvalue below 0 by more than that
 * @throws {@link RangeError} for a bad count, or a posterior without covariance
 */
export async function posteriorSamples(
  posterior: Pick<Posterior, "mean" | "covariance" | "rounding">,
  options: SampleOptions,
): Promise<Matrix[]> {
  const { mean, covariance } = posterior;
  const { count, random } = options;
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`posteriorSamples: count must be an integer of at least 0, got ${count}`);
  }
  const root = await covarianceRoot(mean, covariance, posterior.rounding, options);
  const { engine, signal } = resolveOptions(options);
  const samples: Matrix[] = [];
  for (let i = 0; i < count; i++) {
    const white = matrix(mean.rows, mean.cols);
    white.data.forEach((_, at) => (white.data[at] = random.normal()));
    const sample = await engine.multiply(root, white, { signal });
    mean.data.forEach((value, at) => (sample.data[at]! += value));
    samples.push(sample);
  }
  return samples;
}

async function covarianceRoot(
  mean: Matrix,
  covariance: Matrix | undefined,
  rounding: number | undefined,
  options: SolverOptions,
): Promise<Matrix> {
  if (covariance === undefined) {
    throw new RangeError(
      "posteriorSamples: posterior must have a covariance, got none; predict with testKernel",
    );
  }
  checkFinite("posteriorSamples", "mean", mean);
  checkKernel("posteriorSamples", covariance, "covariance");
  if (mean.rows !== covariance.rows) {
    throw new ShapeError(
      `posteriorSamples: mean must have ${covariance.rows} rows (covariance is ${covariance.rows}×${covariance.cols}), got ${mean.rows}`,
    );
  }
  const { engine, signal } = resolveOptions(options);
  const { values, vectors } = await engine.eigenSymmetric(covariance, { signal });
  const n = values.length;
  const tolerance = Math.max(rounding ?? 0, 8 * n * Number.EPSILON * Math.abs(values[0]!));
  if (values[n - 1]! < -tolerance) {
    throw new NumericalError(
      `posteriorSamples: covariance must not have negative eigenvalues, got ${values[n - 1]!} (largest ${values[0]!})`,
      "not-positive-definite",
      { value: values[n - 1]!, largest: values[0]!, tolerance },
    );
  }
  const scale = values.map((value) => Math.sqrt(Math.max(value, 0)));
  return { rows: n, cols: n, data: vectors.data.map((v, at) => v * scale[at % n]!) };
}
