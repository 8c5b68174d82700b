import { type LearningCurve, learningCurve } from "@ntkit/active-learning";
import type { SimulationRun } from "./simulation-plan.ts";
import { type StrategyName, strategyNames } from "./strategies.ts";

/** A strategy's curve over all seeds, and how it stands against random labels of the same seeds. */
export interface StrategyCurve {
  readonly strategy: StrategyName;
  /** Labelled samples in each round. */
  readonly labelled: readonly number[];
  /** Accuracy in each round. */
  readonly curve: LearningCurve;
  /** Mean over the rounds after the first, of each seed's accuracy. */
  readonly average: LearningCurve;
  /** The same, less that of random with the same seed; undefined for random or without it. */
  readonly gain: LearningCurve | undefined;
  /** Time of a query in seconds, mean over rounds and seeds. */
  readonly querySeconds: number;
}

/** The curves of all strategies that have runs, in the order of their names. */
export function compareStrategies(runs: readonly SimulationRun[]): StrategyCurve[] {
  const random = new Map(
    runs.filter((run) => run.strategy === "random").map((run) => [run.seed, averageOf(run)]),
  );
  return strategyNames
    .map((name) => runs.filter((run) => run.strategy === name))
    .filter((own) => own.length > 0)
    .map((own) => curveOf(own, random));
}

function curveOf(
  runs: readonly SimulationRun[],
  random: ReadonlyMap<number, number>,
): StrategyCurve {
  const { strategy, labelled } = runs[0]!;
  const pairs = runs.filter((run) => strategy !== "random" && random.has(run.seed));
  const gains = pairs.map((run) => [averageOf(run) - random.get(run.seed)!]);
  const queries = runs.reduce((sum, run) => sum + run.picks.length, 0);
  return {
    strategy,
    labelled,
    curve: learningCurve(runs.map(({ accuracy }) => accuracy)),
    average: learningCurve(runs.map((run) => [averageOf(run)])),
    gain: gains.length === 0 ? undefined : learningCurve(gains),
    querySeconds: runs.reduce((sum, run) => sum + run.querySeconds, 0) / Math.max(1, queries),
  };
}

/** All strategies start alike, so the first round says nothing. */
function averageOf({ accuracy }: SimulationRun): number {
  const later = accuracy.length > 1 ? accuracy.slice(1) : accuracy;
  return later.reduce((sum, value) => sum + value, 0) / later.length;
}
