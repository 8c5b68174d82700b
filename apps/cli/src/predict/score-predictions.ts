import { type Table, classTargets, numericTarget } from "@ntkit/datasets";
import { meanInterval, wilsonInterval } from "@ntkit/solvers";
import type { Estimate, MetricName } from "../fit/intervals.ts";
import type { ModelTarget } from "../model/trained-model.ts";
import type { Predictions } from "./predict-rows.ts";

/** How good predictions are, where the truth is known. */
export interface PredictionScore {
  readonly metric: MetricName;
  readonly estimate: Estimate;
  /** Share of the true values within the 95 % interval; regression only. */
  readonly coverage?: number;
}

/**
 * Accuracy or RMSE of predictions for a table that has the target column; undefined when it has not.
 *
 * @throws DataError when the column has missing values, words where numbers belong, or an unknown class
 */
export function scorePredictions(
  table: Table,
  target: ModelTarget,
  predictions: Predictions,
): PredictionScore | undefined {
  if (!table.columns.some((column) => column.name === target.name)) return undefined;
  if (target.task === "classification") {
    const truth = classTargets(table, target.name, { classes: target.classes }).labels;
    const hits = truth.filter((label, i) => label === predictions.labels![i]).length;
    const { low, high } = wilsonInterval(hits, truth.length);
    const value = hits / truth.length;
    return { metric: "accuracy", estimate: { value, lower: low, upper: high } };
  }
  const truth = numericTarget(table, target.name);
  const { values, lower, upper } = predictions;
  const squares = truth.map((value, i) => (value - values![i]!) ** 2);
  const within = truth.filter((value, i) => value >= lower![i]! && value <= upper![i]!).length;
  return { metric: "rmse", estimate: rmse(squares), coverage: within / truth.length };
}

function rmse(squares: Float64Array): Estimate {
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const { low, high } = meanInterval(squares);
  const value = Math.sqrt(mean);
  // One row has no spread: its interval is as wide as can be.
  return {
    value,
    lower: Math.sqrt(Math.max(0, low)),
    upper: Math.min(Math.sqrt(high), Number.MAX_VALUE),
  };
}
