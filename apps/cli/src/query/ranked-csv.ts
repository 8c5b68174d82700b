import { formatCsv } from "@ntkit/datasets";
import { matrix } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import type { Ranked } from "./rank-pool.ts";

/**
 * The list of what to label: rank, row of the pool, score, what the model predicts, its deviation, and a reason.
 *
 * @param classes - in their order; undefined for regression
 * @param reason - why a row with a score was chosen
 */
export function rankedCsv(
  ranked: Ranked,
  classes: readonly string[] | undefined,
  reason: (score: number) => string,
): string {
  const { rows, query, state } = ranked;
  const reasons = Array.from(query.picks, (at, i) => {
    const open = Math.sqrt(state.variance[at]! / state.diagonal[at]!);
    return `${reason(query.scores[i]!)}; ${(100 * open).toFixed(0)} % of its own spread is still open`;
  });
  return formatCsv([
    { name: "rank", values: Array.from(rows, (_, i) => i + 1) },
    { name: "row", values: Array.from(rows) },
    { name: "score", values: Array.from(query.scores) },
    { name: "predicted", values: predictions(ranked, classes) },
    { name: "deviation", values: Array.from(query.picks, (at) => Math.sqrt(state.variance[at]!)) },
    { name: "reason", values: reasons },
  ]);
}

function predictions(
  { query, state }: Ranked,
  classes: readonly string[] | undefined,
): (string | number)[] {
  if (classes === undefined) return Array.from(query.picks, (at) => state.predictions.data[at]!);
  const { data } = state.predictions;
  const best = classify(matrix(state.size, classes.length, data));
  return Array.from(query.picks, (at) => classes[best[at]!]!);
}
