import { formatEstimate } from "../screen/format.ts";
import type { PredictionScore } from "./score-predictions.ts";

/** How good predictions were, in a sentence, with a caution where the rows are those of the training. */
export function describeScore(
  { metric, estimate, coverage }: PredictionScore,
  target: string,
  isTraining: boolean,
): string {
  const within =
    coverage === undefined
      ? ""
      : `; ${(100 * coverage).toFixed(1)} % of the values are within the intervals`;
  const caution = isTraining
    ? ". This is the table that the model was fitted to: the report says how good it is on others"
    : "";
  return `"${target}" is in the table: ${metric} ${formatEstimate(estimate, metric)}${within}${caution}`;
}
