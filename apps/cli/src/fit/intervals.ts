import { type Matrix } from "@ntkit/linalg";
import { type Metric, accuracyMetric, rmseMetric } from "@ntkit/solvers";
import type { Targets } from "./targets.ts";

/** An estimate with the ends of its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The name of a task's metric. */
export type MetricName = "accuracy" | "rmse";

/** What predictions are judged by: accuracy for classes, root mean squared error for numbers. */
export function metricOf(task: Targets["task"]): Metric & { readonly name: MetricName } {
  const metric = task === "classification" ? accuracyMetric : rmseMetric;
  return { ...metric, name: task === "classification" ? "accuracy" : "rmse" };
}

/** The metric over all rows, with its interval as if the rows were independent. */
export function estimate(metric: Metric, predictions: Matrix, targets: Matrix): Estimate {
  const values = metric.rowValues(predictions, targets);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { low, high } = metric.interval(values, 0.95);
  return { value: metric.fromMean(mean), lower: low, upper: high };
}
