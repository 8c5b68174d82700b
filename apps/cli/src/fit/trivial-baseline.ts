import { type Matrix, matrix } from "@ntkit/linalg";
import type { Split } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/**
 * Scores of the predictor that ignores the features: the means of the training targets of each split, which
 * is the majority class, or the mean. Shape [validation rows of all splits, outputs].
 */
export function trivialScores(targets: Targets, splits: readonly Split[]): Matrix {
  const y = targetMatrix(targets);
  const rows = splits.reduce((sum, split) => sum + split.validation.length, 0);
  const scores = matrix(rows, y.cols);
  let at = 0;
  for (const split of splits) {
    const means = columnMeans(y, split.train);
    for (let i = 0; i < split.validation.length; i++, at += y.cols) scores.data.set(means, at);
  }
  return scores;
}

/** Means of the columns of `y` over some rows. */
function columnMeans(y: Matrix, rows: Int32Array): Float64Array {
  const means = new Float64Array(y.cols);
  for (const row of rows) {
    for (let j = 0; j < y.cols; j++) means[j] = means[j]! + y.data[row * y.cols + j]! / rows.length;
  }
  return means;
}
