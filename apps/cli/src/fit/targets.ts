import { type Matrix, matrix } from "@ntkit/linalg";

/** Classes of the rows, as indices into `classes`. */
export interface ClassificationTargets {
  readonly task: "classification";
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/** A number per row. */
export interface RegressionTargets {
  readonly task: "regression";
  readonly values: Float64Array;
}

/** What is to be predicted. */
export type Targets = ClassificationTargets | RegressionTargets;

/** Targets as numbers: one-hot [n, classes], or the values [n, 1]. */
export function targetMatrix(targets: Targets): Matrix {
  if (targets.task === "regression")
    return matrix(targets.values.length, 1, targets.values.slice());
  const y = matrix(targets.labels.length, targets.classes.length);
  targets.labels.forEach((label, i) => {
    y.data[i * y.cols + label] = 1;
  });
  return y;
}

/** The number of rows. */
export function targetCount(targets: Targets): number {
  return targets.task === "regression" ? targets.values.length : targets.labels.length;
}
