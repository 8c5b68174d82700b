import { checkSameLength } from "../check.ts";

/**
 * Root mean squared error √(mean (predicted − actual)²), in the units of the target.
 *
 * @throws {@link ShapeError} when the lengths differ or are 0
 */
export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  checkSameLength("rmse", predicted, actual, ["predicted", "actual"]);
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += (predicted[i]! - actual[i]!) ** 2;
  return Math.sqrt(sum / actual.length);
}
