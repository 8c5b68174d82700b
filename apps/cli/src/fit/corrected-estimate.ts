import { bootstrapBiasCorrected } from "@ntkit/solvers";
import type { Estimate } from "./intervals.ts";
import type { SearchResult } from "./search-networks.ts";

/**
 * The chosen setting's metric on new rows, without the optimism of having chosen it on the same rows; with the
 * 2.5 and 97.5 percentiles over 1000 bootstrap samples. Undefined for a single setting, where nothing was
 * chosen, and for a single held-out row.
 */
export function correctedEstimate(search: SearchResult, seed: number): Estimate | undefined {
  if (search.configurations.length < 2 || search.rows.length < 2) return undefined;
  const { estimate, interval } = bootstrapBiasCorrected(search, { seed });
  return { value: estimate, lower: interval.low, upper: interval.high };
}
