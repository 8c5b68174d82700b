import { type Matrix, diagonal } from "@ntkit/linalg";
import type { QueryFlags } from "./query-flags.ts";

/**
 * Share of the labelled kernel's mean diagonal that samples are looked ahead with. Less lets candidates that
 * all but repeat a labelled sample seem to change the most: only a large step could fit both labels.
 */
export const RELATIVE_RIDGE = 0.01;

/**
 * The ridge of a query, as it is added to the diagonal of the labelled kernel.
 *
 * @param share - of the mean diagonal, unless the user gives one or an absolute ridge
 */
export function ridgeOfQuery(
  { ridge, relativeRidge }: Pick<QueryFlags, "ridge" | "relativeRidge">,
  train: Matrix,
  share: number,
): number {
  if (ridge !== undefined) return ridge;
  const mean = diagonal(train).reduce((sum, value) => sum + value, 0) / train.rows;
  return (relativeRidge ?? share) * mean;
}
