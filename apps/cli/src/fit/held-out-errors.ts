import { calibrateTemperature } from "@ntkit/solvers";
import type { SearchResult } from "./search-networks.ts";
import type { Targets } from "./targets.ts";

/**
 * What a model says about its own errors, learnt from held-out predictions: for numbers half the width of an interval
 * that holds 95 % of the residuals, for classes the temperature of their probabilities.
 */
export function heldOutErrors(
  targets: Targets,
  { best, rows }: Pick<SearchResult, "best" | "rows">,
): { readonly halfWidth: number } | { readonly temperature: number } {
  if (targets.task === "classification") {
    const truth = rows.map((row) => targets.labels[row]!);
    return { temperature: calibrateTemperature(best.predictions, truth).temperature };
  }
  const misses = best.predictions.data.map((value, i) =>
    Math.abs(value - targets.values[rows[i]!]!),
  );
  return { halfWidth: quantile95(misses) ?? 1.96 * rootMeanSquare(misses) };
}

/** The ⌈0.95 (n + 1)⌉-th smallest of n sizes of residuals; undefined for fewer than 19. */
export function quantile95(sizes: Float64Array): number | undefined {
  const rank = Math.ceil(0.95 * (sizes.length + 1));
  return rank > sizes.length ? undefined : sizes.toSorted()[rank - 1]!;
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
