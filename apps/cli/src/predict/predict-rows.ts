import { type KernelWorkers, kernelFunction } from "@ntkit/kernels";
import { type Engine, type Matrix, matrix } from "@ntkit/linalg";
import {
  classify,
  gaussianProcess,
  gaussianProcessPredict,
  regressionPredict,
  softmaxProbabilities,
  svcPredict,
} from "@ntkit/solvers";
import { predictInTiles } from "../fit/predict-in-tiles.ts";
import type { KernelCall } from "../kernel/kernel-call.ts";
import type {
  FlowState,
  LandmarkState,
  RidgeState,
  SvmState,
  TrainedModel,
} from "../model/trained-model.ts";

/** Predictions for the rows of a table. */
export interface Predictions {
  /** Classes as indices; classification only. */
  readonly labels?: Int32Array;
  /** Means of the predicted values; regression only. */
  readonly values?: Float64Array;
  /** Class probabilities, shape [rows, classes]; classification by ridge regression. */
  readonly probabilities?: Matrix;
  /** Shares of the pairwise votes, shape [rows, classes]; classification by support-vector machines. */
  readonly votes?: Matrix;
  /**
   * Posterior standard deviation. Classification: of the predicted class's score, without noise, between 0 (a
   * training row) and its prior. Regression: of the value, with noise.
   */
  readonly sd?: Float64Array;
  /** Ends of the 95 % interval; regression only. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
}

/** How long predictions report and are stopped. */
export interface PredictHooks {
  readonly engine?: Engine | undefined;
  readonly workers?: KernelWorkers | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Noise variances of the rows, [m], of a model with a column of known noise; without them intervals are of the value itself. */
  readonly noise?: Float64Array | undefined;
}

/** Predictions of a model for encoded rows [m, d]. O(n² m) for the standard deviations. */
export async function predictRows(
  model: TrainedModel,
  x: Matrix,
  hooks: PredictHooks,
): Promise<Predictions> {
  const { engine, workers, signal, onProgress } = hooks;
  if (model.solver.type === "landmarks") {
    const fits = [expansionOf(model.solver)];
    const tiled = { ...model, points: model.features, fits, engine, workers, signal, onProgress };
    return withHeldOutErrors(model, model.solver, (await predictInTiles(x, tiled))[0]!);
  }
  const call = { get: [model.kernel], engine, workers, signal, onProgress };
  const result = await kernelFunction(model.network).evaluate(x, model.features, call);
  const cross = result[model.kernel];
  const { solver } = model;
  if (solver.type === "svm") return predictSvm(model, solver, cross, hooks);
  if (solver.type === "flow") return predictFlow(model, solver, cross, hooks);
  return predictRidge(model, solver, x, cross, hooks);
}

async function predictFlow(
  model: TrainedModel,
  solver: FlowState,
  cross: Matrix,
  { engine, signal }: PredictHooks,
): Promise<Predictions> {
  const scores = await regressionPredict(expansionOf(solver), cross, { engine, signal });
  return withHeldOutErrors(model, solver, scores);
}

function expansionOf({ coefficients, offsets }: FlowState | LandmarkState | RidgeState) {
  return { coefficients, offset: Float64Array.from(offsets) };
}

/** Scores with the temperature, or the width of intervals, that held-out rows gave. */
function withHeldOutErrors(
  { target }: TrainedModel,
  { temperature, halfWidth }: FlowState | LandmarkState,
  scores: Matrix,
): Predictions {
  if (target.task === "classification") {
    return { labels: classify(scores), probabilities: softmaxProbabilities(scores, temperature) };
  }
  const values = scores.data;
  const [lower, upper] = [values.map((v) => v - halfWidth!), values.map((v) => v + halfWidth!)];
  return { values, lower, upper };
}

async function predictSvm(
  { target }: TrainedModel,
  solver: SvmState,
  cross: Matrix,
  { engine, signal }: PredictHooks,
): Promise<Predictions> {
  const classes = target.task === "classification" ? target.classes.length : 0;
  const { C, coefficients, machines } = solver;
  const biases = Float64Array.from(solver.biases);
  const svc = {
    strategy: "one-vs-one" as const,
    classes,
    C,
    machines,
    coefficients,
    biases,
    reports: [],
  };
  const { labels, votes } = await svcPredict(svc, cross, { engine, signal });
  return { labels, votes: voteShares(votes) };
}

async function predictRidge(
  model: TrainedModel,
  solver: RidgeState,
  x: Matrix,
  cross: Matrix,
  { engine, workers, signal, noise }: PredictHooks,
): Promise<Predictions> {
  const scores = await regressionPredict(expansionOf(solver), cross, { engine, signal });
  const classification = model.target.task === "classification";
  const variance = await posteriorVariance(model, solver, x, cross, { engine, workers, signal });
  const known = solver.noise?.column === undefined ? solver.noise?.meanVariance : undefined;
  const sd = variance.map((value, i) => Math.sqrt(value + (noise?.[i] ?? known ?? 0)));
  if (classification) {
    const probabilities = softmaxProbabilities(scores, solver.temperature);
    return { labels: classify(scores), probabilities, sd };
  }
  const half = sd.map((value) => value * solver.intervalFactor!);
  const values = scores.data;
  return {
    values,
    sd,
    lower: values.map((value, i) => value - half[i]!),
    upper: values.map((value, i) => value + half[i]!),
  };
}

/** Posterior variances of the rows, with noise for regression unless it was known. The training kernel is computed anew. */
async function posteriorVariance(
  { network, kernel, features, target }: TrainedModel,
  { ridge, amplitude, noise: known }: RidgeState,
  x: Matrix,
  cross: Matrix,
  call: KernelCall,
): Promise<Float64Array> {
  const functions = kernelFunction(network);
  const training = await functions.evaluate(features, undefined, { get: [kernel], ...call });
  const targets = matrix(features.rows, 1);
  const noise = known?.shape ? known.shape.data.map((d) => ridge * d) : ridge;
  const problem = { kernel: training[kernel], targets, noise };
  const process = await gaussianProcess(problem, call);
  const testDiagonal = functions.diagonal(x, { get: [kernel] })[kernel];
  // known noise is that of the row that is predicted, and added there
  const includeNoise = target.task === "regression" && known === undefined;
  const options = { includeNoise, amplitude, ...call };
  return (await gaussianProcessPredict(process, { cross, testDiagonal }, options)).variance;
}

/** Votes divided by their number in each row. */
function voteShares(votes: Matrix): Matrix {
  const total = votes.data.subarray(0, votes.cols).reduce((sum, vote) => sum + vote, 0);
  return matrix(
    votes.rows,
    votes.cols,
    votes.data.map((vote) => vote / total),
  );
}
