import type { CsvColumn } from "@ntkit/datasets";
import type { ModelTarget } from "../model/trained-model.ts";
import type { Matrix } from "@ntkit/linalg";
import type { Predictions } from "./predict-rows.ts";

/**
 * Columns of the prediction table: `row` (from 1), `prediction`, then what the model knows about its errors:
 * `probability_<class>` or `votes_<class>`, `sd`, `lower`, `upper`.
 */
export function predictionColumns(target: ModelTarget, predictions: Predictions): CsvColumn[] {
  const classes = target.task === "classification" ? target.classes : [];
  const { labels, values, probabilities, votes, sd, lower, upper } = predictions;
  const prediction: readonly (string | number)[] =
    labels === undefined ? [...values!] : Array.from(labels, (label) => classes[label]!);
  const optional = { sd, lower, upper };
  return [
    { name: "row", values: prediction.map((_, i) => i + 1) },
    { name: "prediction", values: prediction },
    ...perClass("probability", classes, probabilities),
    ...perClass("votes", classes, votes),
    ...Object.entries(optional).flatMap(([name, column]) =>
      column === undefined ? [] : [{ name, values: column }],
    ),
  ];
}

function perClass(
  name: string,
  classes: readonly string[],
  scores: Matrix | undefined,
): CsvColumn[] {
  if (scores === undefined) return [];
  return classes.map((label, j) => ({
    name: `${name}_${label}`,
    values: Array.from({ length: scores.rows }, (_, i) => scores.data[i * scores.cols + j]!),
  }));
}
