import type { Matrix } from "@ntkit/linalg";
import { softmaxProbabilities } from "@ntkit/solvers";

/** Outputs are trained towards 0 and 1, so that softmax needs a small temperature to be sure of a class. */
export const TEMPERATURE = 0.1;

/** What outputs that are trained towards one-hot rows say of the classes, shape [U, O]. */
export function classProbabilities(outputs: Matrix): Matrix {
  return softmaxProbabilities(outputs, TEMPERATURE);
}
