import { type Matrix, selectRows } from "@ntkit/linalg";
import type { ConfigurationResult, CrossValidation } from "@ntkit/solvers";

/**
 * Which of two settings with equal metrics is taken: the one whose scores are nearer to the (one-hot) targets,
 * or simply the first.
 */
export type Ties = "squared-error" | "first";

/**
 * The setting with the best metric over all validation rows together, which for accuracy is a whole number of
 * rows, so that equals are exactly equal.
 *
 * @param targets - of all rows, shape [n, outputs]
 */
export function chooseBest(
  { configurations, metric, rows }: Pick<CrossValidation, "configurations" | "metric" | "rows">,
  targets: Matrix,
  ties: Ties,
): ConfigurationResult {
  const truth = selectRows(targets, rows);
  const sign = metric.better === "higher" ? 1 : -1;
  const ranked = configurations.map((configuration) => ({
    configuration,
    quality: sign * configuration.rowValues.reduce((sum, value) => sum + value, 0),
    distance: ties === "first" ? 0 : squaredDistance(configuration.predictions, truth),
  }));
  return ranked.reduce((best, other) =>
    other.quality > best.quality ||
    (other.quality === best.quality && other.distance < best.distance)
      ? other
      : best,
  ).configuration;
}

function squaredDistance(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += (a.data[k]! - b.data[k]!) ** 2;
  return sum;
}
