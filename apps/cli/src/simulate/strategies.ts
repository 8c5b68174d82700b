import {
  type Criterion,
  type Query,
  badge,
  badgeGeometry,
  bait,
  coreSet,
  disagreement,
  expectedErrorReduction,
  featureGeometry,
  kernelGeometry,
  labelChange,
  largestCluster,
  lookAhead,
  lookAheadQuery,
  outputChange,
  projectFeatures,
  randomQuery,
  rebase,
  topScores,
  uncertainty,
  varianceReduction,
} from "@ntkit/active-learning";
import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import {
  type EngineOptions,
  type Matrix,
  type Tensor,
  diagonal,
  matrix,
  matrixTiles,
  topEigenpairs,
} from "@ntkit/linalg";
import { softmaxProbabilities } from "@ntkit/solvers";
import { finiteKernel } from "../query/pool-kernel.ts";
import { MOMENTUM } from "./train-network.ts";

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

/** What a strategy may look at. */
export interface Round {
  /** The network, trained on what is labelled. */
  readonly model: FiniteModel;
  readonly labelled: Tensor;
  /** One-hot rows of the labelled samples. */
  readonly targets: Matrix;
  /** What is not labelled, U samples. */
  readonly pool: Tensor;
  /** The model's outputs on the pool, shape [U, O]. */
  readonly outputs: Matrix;
  /** Steps with which the model was trained. */
  readonly steps: number;
  readonly seed: number;
  /** Outputs on the pool of networks trained like the model from other starts. */
  readonly ensemble: () => Promise<readonly Matrix[]>;
  readonly call: EngineOptions;
}

type Strategy = (round: Round, count: number) => Promise<Query>;

/** The strategy with this name: picks `count` samples of the round's pool. */
export function strategyOf(name: StrategyName): Strategy {
  return strategies[name];
}

/** Outputs are trained towards 0 and 1, so that softmax needs a small temperature to be sure of a class. */
const TEMPERATURE = 0.1;
/** Features of BAIT, whose matrices have a row for each of them and each class. */
const BAIT_FEATURES = 64;

function probabilities(outputs: Matrix): Matrix {
  return softmaxProbabilities(outputs, TEMPERATURE);
}

function byScore(score: (round: Round) => Float64Array | Promise<Float64Array>): Strategy {
  return async (round, count) => topScores(rowsOf(round), await score(round), count);
}

function byUncertainty(measure: Parameters<typeof uncertainty>[1]): Strategy {
  return byScore(({ outputs }) => uncertainty(probabilities(outputs), measure));
}

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

/**
 * The ridge that stops where training does, λ_max (1 − momentum) / steps: descent at the rate N / λ_max has
 * by then fitted what has eigenvalues above it. Look-ahead to convergence would let labels that all but
 * contradict one another change the most.
 */
async function ridgeOfTraining(train: Matrix, steps: number, call: EngineOptions): Promise<number> {
  const { values } = await topEigenpairs(train, 1, call);
  return (values[0]! * (1 - MOMENTUM)) / steps;
}

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  random: (round, count) => Promise.resolve(randomQuery(rowsOf(round), count, round.seed)),
  entropy: byUncertainty("entropy"),
  margin: byUncertainty("margin"),
  "least-confidence": byUncertainty("least-confidence"),
  bald: byScore(async ({ ensemble }) => disagreement((await ensemble()).map(probabilities))),
  badge: async ({ model, pool, outputs, seed, call }, count) => {
    const features = await lastInputs(model, pool, call);
    return badge(badgeGeometry(features, probabilities(outputs)), count, seed, call);
  },
  bait: async ({ model, pool, outputs, labelled, call }, count) => {
    const layerOf = async (x: Tensor, values: Matrix) => ({
      features: await projectFeatures(await lastInputs(model, x, call), BAIT_FEATURES, 0, call),
      probabilities: probabilities(values),
    });
    const known = await layerOf(labelled, await model.forward(labelled, call));
    return bait(await layerOf(pool, outputs), count, { labelled: known, ...call });
  },
  "core-set": async ({ model, pool, labelled, call }, count) => {
    const geometry = await featureGeometry(
      await lastInputs(model, pool, call),
      await lastInputs(model, labelled, call),
      call,
    );
    return coreSet(geometry, count, call);
  },
  lcmd: async ({ model, pool, labelled, call }, count) => {
    const kernel = finiteKernel(model, "pseudo", "");
    const geometry = await kernelGeometry(
      matrixTiles(await kernel.evaluate(pool, undefined, call)),
      await kernel.evaluate(pool, labelled, call),
      diagonal(await kernel.evaluate(labelled, undefined, call)),
    );
    return largestCluster(geometry, count, call);
  },
  "output-change": byLookAhead(outputChange()),
  "label-change": byLookAhead(labelChange),
  "expected-error": byLookAhead(expectedErrorReduction(TEMPERATURE)),
  variance: byLookAhead(varianceReduction),
};

/** What enters the last layer with weights, shape [N, H]: the features of BADGE, BAIT and core-set. */
async function lastInputs(model: FiniteModel, x: Tensor, call: EngineOptions): Promise<Matrix> {
  const cotangents = matrix(1, model.outputs);
  const { examples, sites } = await model.factors(x, { cotangents, ...call });
  const last = sites.findLast((site) => site.kind === "linear");
  if (last?.kind !== "linear") {
    throw new RangeError("simulate: the network must end in a dense layer, got none");
  }
  return matrix(examples, last.positions * last.inputs, Float64Array.from(last.a));
}

function rowsOf({ pool }: Round): Int32Array {
  return Int32Array.from({ length: pool.shape[0]! }, (_, row) => row);
}
