import type { ConfigurationResult, CrossValidation } from "./cross-validate.ts";

/**
 * The configuration with the best mean over folds; ties go to the first in order.
 *
 * @throws {@link RangeError} when there is no configuration
 */
export function selectBest({
  configurations,
  metric,
}: Pick<CrossValidation, "configurations" | "metric">): ConfigurationResult {
  const [first, ...others] = configurations;
  if (first === undefined) {
    throw new RangeError("selectBest: configurations must not be empty, got []");
  }
  const sign = metric.better === "higher" ? 1 : -1;
  let best = first;
  for (const other of others) if (sign * other.mean > sign * best.mean) best = other;
  return best;
}
