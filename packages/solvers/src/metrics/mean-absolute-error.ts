import { checkSameLength } from "../check.ts";

/**
 * Mean of |predicted − actual|, in the units of the target.
 *
 * @throws {@link ShapeError} when the lengths differ or are 0
 */
export function meanAbsoluteError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  checkSameLength("meanAbsoluteError", predicted, actual, ["predicted", "actual"]);
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += Math.abs(predicted[i]! - actual[i]!);
  return sum / actual.length;
}
