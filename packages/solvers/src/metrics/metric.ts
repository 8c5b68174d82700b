import type { Matrix } from "@ntkit/linalg";
import { checkSameLength } from "../check.ts";
import { classify } from "../classification/classify.ts";
import { meanInterval } from "./mean-interval.ts";
import type { Interval } from "./wilson-interval.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/**
 * How predictions are judged: `fromMean` of the mean over rows of `rowValues`.
 *
 * The form lets cross-validation and the bootstrap pool rows at no cost. `fromMean` must be increasing.
 */
export interface Metric {
  readonly name: string;
  readonly better: "higher" | "lower";
  /** One number per row, from predictions and targets [M, O]. */
  rowValues(predictions: Matrix, targets: Matrix): Float64Array;
  fromMean(mean: number): number;
  /** Confidence interval of the metric, from row values of independent rows. */
  interval(values: Float64Array, level: number): Interval;
}

/** Share of rows whose highest score is that of the right class. Wilson's interval. */
export const accuracyMetric: Metric = {
  name: "accuracy",
  better: "higher",
  rowValues(predictions, targets) {
    const [guessed, right] = [classify(predictions), classify(targets)];
    checkSameLength("accuracyMetric", guessed, right, ["predictions", "targets"]);
    return Float64Array.from(guessed, (label, i) => (label === right[i] ? 1 : 0));
  },
  fromMean: (mean) => mean,
  interval: (values, level) =>
    wilsonInterval(
      values.reduce((sum, value) => sum + value, 0),
      values.length,
      level,
    ),
};

/** Root mean squared error, over rows and outputs. Normal interval of the mean square. */
export const rmseMetric: Metric = {
  name: "rmse",
  better: "lower",
  rowValues: (predictions, targets) => rowMeans(predictions, targets, (error) => error * error),
  fromMean: (mean) => Math.sqrt(mean),
  interval(values, level) {
    const { low, high } = meanInterval(values, level);
    return { low: Math.sqrt(Math.max(low, 0)), high: Math.sqrt(high) };
  },
};

/** Mean absolute error, over rows and outputs. Normal interval of the mean. */
export const meanAbsoluteErrorMetric: Metric = {
  name: "meanAbsoluteError",
  better: "lower",
  rowValues: (predictions, targets) => rowMeans(predictions, targets, Math.abs),
  fromMean: (mean) => mean,
  interval(values, level) {
    const { low, high } = meanInterval(values, level);
    return { low: Math.max(low, 0), high };
  },
};

function rowMeans(
  predictions: Matrix,
  targets: Matrix,
  loss: (error: number) => number,
): Float64Array {
  checkSameLength("metric", predictions.data, targets.data, ["predictions", "targets"]);
  const values = new Float64Array(predictions.rows);
  predictions.data.forEach((prediction, at) => {
    values[Math.floor(at / predictions.cols)]! +=
      loss(prediction - targets.data[at]!) / predictions.cols;
  });
  return values;
}
