import { InvalidArgumentError } from "commander";
import { type BaselineName, baselineNames } from "../strategies/baselines.ts";
import { criterionNames } from "./criteria.ts";

/** What chooses: look-ahead by a criterion, or a baseline. */
const queryStrategyNames = ["look-ahead", ...baselineNames] as const;

export type QueryStrategyName = "look-ahead" | BaselineName;

/** Parser of `--strategy`, which knows what `ntkit simulate` calls strategies too. */
export function queryStrategy(text: string): QueryStrategyName {
  const found = queryStrategyNames.find((name) => name === text);
  if (found !== undefined) return found;
  if ((criterionNames as readonly string[]).includes(text)) {
    throw new InvalidArgumentError(
      `It is a criterion of look-ahead: use --criterion ${text} instead.`,
    );
  }
  if (text === "bald") {
    throw new InvalidArgumentError(
      "It needs an ensemble of trained networks, which only ntkit simulate has.",
    );
  }
  throw new InvalidArgumentError(`Must be one of ${queryStrategyNames.join(", ")}.`);
}
