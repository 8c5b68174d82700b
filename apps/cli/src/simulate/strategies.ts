import {
  type Criterion,
  type Query,
  disagreement,
  expectedErrorReduction,
  labelChange,
  lookAhead,
  lookAheadQuery,
  outputChange,
  rebase,
  topScores,
  varianceReduction,
} from "@ntkit/active-learning";
import { finiteKernel } from "../query/pool-kernel.ts";
import { type BaselineName, baselineNames, baselineOf } from "../strategies/baselines.ts";
import { TEMPERATURE, classProbabilities } from "../strategies/class-probabilities.ts";
import { ridgeOfTraining } from "./ridge-of-training.ts";
import type { Round } from "./round.ts";
import { viewOfRound } from "./view-of-round.ts";

/** Ways to choose what to label next, by the name that the command line has for them. */
export const strategyNames = [
  "random",
  "entropy",
  "margin",
  "least-confidence",
  "bald",
  "badge",
  "bait",
  "core-set",
  "lcmd",
  "output-change",
  "label-change",
  "expected-error",
  "variance",
] as const;

export type StrategyName = (typeof strategyNames)[number];

type Strategy = (round: Round, count: number) => Promise<Query>;

/** The strategy with this name: picks `count` samples of the round's pool. */
export function strategyOf(name: StrategyName): Strategy {
  if (!isBaseline(name)) return ownStrategies[name];
  return (round, count) => baselineOf(name).choose(viewOfRound(round), count);
}

function isBaseline(name: StrategyName): name is BaselineName {
  return (baselineNames as readonly string[]).includes(name);
}

const ownStrategies: Readonly<Record<Exclude<StrategyName, BaselineName>, Strategy>> = {
  bald: async (round, count) => {
    const members = (await round.ensemble()).map(classProbabilities);
    return topScores(viewOfRound(round).candidates, disagreement(members), count);
  },
  "output-change": byLookAhead(outputChange()),
  "label-change": byLookAhead(labelChange),
  "expected-error": byLookAhead(expectedErrorReduction(TEMPERATURE)),
  variance: byLookAhead(varianceReduction),
};

function byLookAhead(criterion: Criterion): Strategy {
  return async ({ model, labelled, targets, pool, outputs, steps, call }, count) => {
    const kernel = finiteKernel(model, "traced", "");
    const train = await kernel.evaluate(labelled, undefined, call);
    const state = await lookAhead(
      {
        train,
        cross: await kernel.evaluate(pool, labelled, call),
        pool: await kernel.evaluate(pool, undefined, call),
        targets,
        trainOutputs: await model.forward(labelled, call),
        poolOutputs: outputs,
        ridge: await ridgeOfTraining(train, steps, call),
      },
      call,
    );
    return lookAheadQuery(rebase(state), count, { criterion, ...call });
  };
}
