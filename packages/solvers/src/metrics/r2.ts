import { NumericalError } from "@ntkit/linalg";
import { checkSameLength } from "../check.ts";

/**
 * Coefficient of determination 1 − Σ (predicted − actual)² / Σ (actual − mean)²: 1 is perfect, 0 no
 * better than the mean, no lower bound.
 *
 * @throws {@link ShapeError} when the lengths differ or are 0
 * @throws {@link NumericalError} "singular" when all actual values are equal
 */
export function r2(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  checkSameLength("r2", predicted, actual, ["predicted", "actual"]);
  const n = actual.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += actual[i]! / n;
  let [errors, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    errors += (predicted[i]! - actual[i]!) ** 2;
    total += (actual[i]! - mean) ** 2;
  }
  if (total === 0) {
    throw new NumericalError(
      `r2: actual must not all be equal, got ${n} times ${actual[0]!}`,
      "singular",
      { rows: n },
    );
  }
  return 1 - errors / total;
}
