import { formatNumber } from "../screen/format.ts";
import { baselineOf } from "../strategies/baselines.ts";
import { DEFAULT_CRITERION, criterionWords } from "./criteria.ts";
import type { QueryFlags } from "./query-flags.ts";

/** What chooses in a query, for its reports. */
export interface ChosenBy {
  /** The criterion of look-ahead, or the baseline. */
  readonly name: string;
  /** The same, for JSON. */
  readonly json: Readonly<Record<string, string>>;
  /** Why a row with this score was chosen. */
  readonly reason: (score: number) => string;
}

/** What the flags choose by. */
export function chosenBy({ strategy, criterion = DEFAULT_CRITERION }: QueryFlags): ChosenBy {
  if (strategy === "random") {
    return { name: strategy, json: { strategy }, reason: () => "drawn at random" };
  }
  const lookAhead = strategy === "look-ahead";
  const words = lookAhead ? criterionWords[criterion] : baselineOf(strategy).words;
  return {
    name: lookAhead ? criterion : strategy,
    json: { strategy, ...(lookAhead && { criterion }) },
    reason: (score) => `${words}: ${formatNumber(score)}`,
  };
}
