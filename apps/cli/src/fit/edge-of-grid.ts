import { formatNumber } from "../screen/format.ts";
import type { FitRequest } from "./fit-flags.ts";
import type { FitOutcome } from "./fit-outcome.ts";
import { penaltyWords } from "./penalty-words.ts";

/**
 * A sentence for when the best penalty is the smallest or largest that was tried, beyond which a better one
 * may lie; undefined when it is not. A protocol's penalties are what they are.
 */
export function edgeOfGrid(
  { summary, likelihood }: Pick<FitOutcome, "summary" | "likelihood">,
  { penalties, protocol, penalty }: FitRequest,
): string | undefined {
  const chosen = summary.chosen.penalty!;
  if (protocol !== undefined || likelihood !== undefined || penalties.length < 2) return undefined;
  const end =
    chosen === Math.min(...penalties)
      ? "smallest"
      : chosen === Math.max(...penalties)
        ? "largest"
        : undefined;
  if (end === undefined || chosen === Infinity) return undefined;
  const { name, flag } = penaltyWords[penalty];
  const beyond = end === "smallest" ? "smaller" : "larger";
  return `The chosen ${name}, ${formatNumber(chosen)}, is the ${end} that was tried: ${beyond} ones may be better (${flag}).`;
}
