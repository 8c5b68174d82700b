import type { Matrix } from "@ntkit/linalg";
import { checkFinite, checkLabels, checkSameLength } from "../check.ts";

/**
 * Mean of −log p(actual class), in nats. Infinite when a class that occurs was given probability 0.
 *
 * @param probabilities - shape [M, classes]; @param labels - shape [M]
 * @throws {@link ShapeError}; {@link RangeError} for a label out of range
 */
export function logLoss(probabilities: Matrix, labels: ArrayLike<number>): number {
  const { rows, cols, data } = probabilities;
  checkSameLength("logLoss", { length: rows }, labels, ["probabilities", "labels"]);
  checkLabels("logLoss", labels, cols);
  checkFinite("logLoss", "probabilities", probabilities);
  let sum = 0;
  for (let i = 0; i < rows; i++) sum -= Math.log(data[i * cols + labels[i]!]!);
  return sum / rows;
}
