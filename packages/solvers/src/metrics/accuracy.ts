import { checkSameLength } from "../check.ts";

/**
 * Share of predicted labels that are right, in [0, 1].
 *
 * @throws {@link ShapeError} when the lengths differ or are 0
 */
export function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  checkSameLength("accuracy", predicted, actual, ["predicted", "actual"]);
  let right = 0;
  for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) right++;
  return right / actual.length;
}
