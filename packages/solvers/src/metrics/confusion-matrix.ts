import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkLabels, checkSameLength } from "../check.ts";

/**
 * Counts of rows by actual class (row) and predicted class (column), shape [classes, classes].
 *
 * @throws {@link ShapeError} when the lengths differ or are 0; {@link RangeError} for a label out of range
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  classes: number,
): Matrix {
  checkSameLength("confusionMatrix", predicted, actual, ["predicted", "actual"]);
  checkLabels("confusionMatrix", predicted, classes);
  checkLabels("confusionMatrix", actual, classes);
  const counts = matrix(classes, classes);
  for (let i = 0; i < actual.length; i++) counts.data[actual[i]! * classes + predicted[i]!]! += 1;
  return counts;
}
