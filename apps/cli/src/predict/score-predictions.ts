import { type Column, type Table, numericTarget } from "@ntkit/datasets";
import { fromRows } from "@ntkit/linalg";
import { wilsonInterval } from "@ntkit/solvers";
import { type Estimate, type MetricName, estimate, metricOf } from "../fit/intervals.ts";
import type { ModelTarget } from "../model/trained-model.ts";
import type { Predictions } from "./predict-rows.ts";

/** How good predictions are, where the truth is known. */
export interface PredictionScore {
  readonly metric: MetricName;
  /** How many rows have a true value. */
  readonly rows: number;
  readonly estimate: Estimate;
  /** Share of the true values within the 95 % interval; regression only. */
  readonly coverage?: number;
}

/**
 * Accuracy or RMSE of predictions over the rows that have a true value; undefined when none has.
 * A class that the model does not know counts as a wrong prediction.
 */
export function scorePredictions(
  table: Table,
  target: ModelTarget,
  predictions: Predictions,
): PredictionScore | undefined {
  const column = table.columns.find(({ name }) => name === target.name);
  if (column === undefined) return undefined;
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const known = rows.filter((row) => levelOf(column, row) !== undefined);
  if (known.length === 0) return undefined;
  const count = { rows: known.length };
  if (target.task === "classification") {
    const { labels } = predictions;
    const hits = known.filter((row) => levelOf(column, row) === target.classes[labels![row]!]);
    return { ...count, metric: "accuracy", estimate: share(hits.length, known.length) };
  }
  const truth = numericTarget(table, target.name, known);
  const { values, lower, upper } = predictions;
  const within = known.filter((row, i) => truth[i]! >= lower![row]! && truth[i]! <= upper![row]!);
  const pair = [
    known.map((row) => [values![row]!]),
    Array.from(truth, (value) => [value]),
  ] as const;
  const found = estimate(metricOf("regression"), fromRows(pair[0]), fromRows(pair[1]));
  return { ...count, metric: "rmse", estimate: found, coverage: within.length / known.length };
}

function share(hits: number, n: number): Estimate {
  const { low, high } = wilsonInterval(hits, n);
  return { value: hits / n, lower: low, upper: high };
}

function levelOf(column: Column, row: number): string | undefined {
  if (column.kind === "category") return column.levels[column.codes[row]!];
  return column.missing[row] === 1 ? undefined : String(column.values[row]);
}
