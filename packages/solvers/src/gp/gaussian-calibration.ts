import { normalCdf, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkFinite } from "../check.ts";

export interface CalibrationProblem {
  /** Predicted means, shape [M, O]. */
  readonly mean: Matrix;
  /** Predicted variances of the observations (noise included), shape [M], above 0. */
  readonly variance: Float64Array;
  /** What was observed, shape [M, O]. */
  readonly targets: Matrix;
  /** Of the central intervals whose coverage is asked for. Default 0.5, 0.8, 0.9, 0.95, 0.99. */
  readonly levels?: readonly number[] | undefined;
}

/** How well predicted uncertainties fit what was observed, over rows and outputs. */
export interface Calibration {
  /** Φ((y − mean)/sd), shape [M, O]: uniform on (0, 1) for a calibrated predictor. */
  readonly pit: Matrix;
  /** Fraction of targets inside the central interval of each level. */
  readonly coverage: readonly { readonly level: number; readonly fraction: number }[];
  /** Mean of |fraction of PIT values ≤ p − p| over p = 0.05, 0.10, …, 0.95. */
  readonly calibrationError: number;
  /** Mean of −log density of the target, in nats. */
  readonly negativeLogDensity: number;
  /** Mean continuous ranked probability score, in the targets' units. */
  readonly crps: number;
  /** Mean predicted standard deviation. */
  readonly sharpness: number;
}

/**
 * Calibration of Gaussian predictions N(mean, variance) against targets. O(M O).
 *
 * CRPS = sd (z (2Φ(z) − 1) + 2φ(z) − 1/√π) for z = (y − mean)/sd.
 *
 * @throws {@link ShapeError}; {@link RangeError} for a variance that is not above 0 or a level outside (0, 1)
 * @see Gneiting, Balabdaoui & Raftery 2007, "Probabilistic forecasts, calibration and sharpness";
 *   Kuleshov, Fenner & Ermon 2018, "Accurate Uncertainties for Deep Learning Using Calibrated Regression"
 */
export function gaussianCalibration(problem: CalibrationProblem): Calibration {
  const { mean, variance, targets, levels = [0.5, 0.8, 0.9, 0.95, 0.99] } = problem;
  check(problem, levels);
  const size = mean.data.length;
  const pit = new Float64Array(size);
  let [negativeLogDensity, crps, sharpness] = [0, 0, 0];
  mean.data.forEach((center, at) => {
    const deviation = Math.sqrt(variance[Math.floor(at / mean.cols)]!);
    const z = (targets.data[at]! - center) / deviation;
    pit[at] = normalCdf(z);
    const logDensity = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
    negativeLogDensity += (Math.log(deviation) - logDensity) / size;
    const score = z * (1 - 2 * normalCdf(-z)) + 2 * Math.exp(logDensity) - 1 / Math.sqrt(Math.PI);
    crps += (deviation * score) / size;
    sharpness += deviation / size;
  });
  return {
    pit: { rows: mean.rows, cols: mean.cols, data: pit },
    coverage: levels.map((level) => ({
      level,
      fraction: share(pit, (p) => Math.abs(p - 0.5) <= level / 2),
    })),
    calibrationError: calibrationError(pit),
    negativeLogDensity,
    crps,
    sharpness,
  };
}

function calibrationError(pit: Float64Array): number {
  const quantiles = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  const errors = quantiles.map((q) => Math.abs(share(pit, (p) => p <= q) - q));
  return errors.reduce((sum, error) => sum + error, 0) / quantiles.length;
}

function share(values: Float64Array, holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}

function check({ mean, variance, targets }: CalibrationProblem, levels: readonly number[]): void {
  const { rows, cols } = mean;
  if (targets.rows !== rows || targets.cols !== cols || variance.length !== rows || rows === 0) {
    throw new ShapeError(
      `gaussianCalibration: targets must be ${rows}×${cols} like mean and variance have ${rows} entries, at least 1, got ${targets.rows}×${targets.cols} and ${variance.length}`,
    );
  }
  checkFinite("gaussianCalibration", "mean", mean);
  checkFinite("gaussianCalibration", "targets", targets);
  variance.forEach((value, row) => {
    if (value > 0 && value < Infinity) return;
    throw new RangeError(
      `gaussianCalibration: variance must be finite and above 0, got ${value} in row ${row}; include the noise of the observations`,
    );
  });
  levels.forEach((level) => {
    if (level > 0 && level < 1) return;
    throw new RangeError(`gaussianCalibration: levels must lie between 0 and 1, got ${level}`);
  });
}
