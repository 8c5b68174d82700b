import { encode } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import { type EngineOptions, type Matrix, diagonal, matrix } from "@ntkit/linalg";
import {
  type GaussianProcess,
  type RegressionProblem,
  calibratedAmplitude,
  gaussianProcess,
  kernelRegression,
  leaveOneOut,
  supportVectorClassifier,
} from "@ntkit/solvers";
import type {
  FlowState,
  ModelNoise,
  ModelTarget,
  RidgeState,
  SvmState,
  TrainedModel,
} from "../model/trained-model.ts";
import type { KernelCall } from "../kernel/kernel-call.ts";
import type { Candidate } from "./candidate.ts";
import type { FitProblem } from "./fit-problem.ts";
import { heldOutErrors, quantile95 } from "./held-out-errors.ts";
import { type Learning, learnerOf } from "./learn.ts";
import type { KnownNoise } from "./noise.ts";
import type { SearchResult } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/** What was chosen. */
export interface Choice {
  readonly candidate: Candidate;
  readonly kernel: "ntk" | "nngp";
  readonly learning: Learning;
  readonly penalty: number;
  readonly noise: KnownNoise | undefined;
  /** Of the Gaussian process, where it was found by marginal likelihood; else leave-one-out finds it. */
  readonly amplitude: number | undefined;
}

/** Fits the chosen network and penalty to all rows, and calibrates what the model says about its own errors. */
export async function trainModel(
  problem: FitProblem,
  choice: Choice,
  search: SearchResult,
  call: KernelCall,
): Promise<TrainedModel> {
  const encoder = problem.encoder();
  const features = encode(encoder, problem.table).x;
  const { network } = choice.candidate;
  const result = await kernelFunction(network).evaluate(features, undefined, {
    get: [choice.kernel],
    ...call,
  });
  const kernel = result[choice.kernel];
  const { targets } = problem;
  const solver = await solverState(kernel, targets, choice, search, call);
  const target = modelTarget(problem);
  return { target, network, kernel: choice.kernel, encoder, features, solver };
}

/** What a model of the problem predicts. */
export function modelTarget({ target: name, targets }: FitProblem): ModelTarget {
  return targets.task === "classification"
    ? { name, task: targets.task, classes: targets.classes }
    : { name, task: targets.task };
}

function solverState(
  kernel: Matrix,
  targets: Targets,
  choice: Choice,
  search: SearchResult,
  call: EngineOptions,
): Promise<TrainedModel["solver"]> {
  const { solver, penalty, loss = "squared" } = choice.learning;
  if (solver === "svm") return svmState(kernel, targets, choice.penalty, call);
  if (penalty === "time" || loss !== "squared") {
    return flowState(kernel, targets, choice, search, call);
  }
  return ridgeState(kernel, targets, choice, search, call);
}

/** Training that was stopped, or learning on another loss: intervals and temperature from held-out rows. */
async function flowState(
  kernel: Matrix,
  targets: Targets,
  { learning, penalty }: Choice,
  search: SearchResult,
  call: EngineOptions,
): Promise<FlowState> {
  const path = await learnerOf(learning, [penalty]).fitPath(kernel, targetMatrix(targets), call);
  const { coefficients, offset } = path.expansions![0]!;
  const { loss = "squared", huberDelta } = learning;
  const stop =
    learning.penalty === "time"
      ? { time: penalty === Infinity ? ("inf" as const) : penalty }
      : { relativeRidge: penalty };
  const delta = loss === "huber" ? { huberDelta } : {};
  const base = {
    type: "flow" as const,
    loss,
    ...delta,
    ...stop,
    offsets: [...offset],
    coefficients,
  };
  return { ...base, ...heldOutErrors(targets, search) };
}

async function svmState(
  kernel: Matrix,
  targets: Targets,
  C: number,
  call: EngineOptions,
): Promise<SvmState> {
  if (targets.task === "regression") {
    throw new RangeError("fit: solver must be ridge for regression, got svm");
  }
  const { labels } = targets;
  const problem = { kernel, labels, classes: targets.classes.length, C };
  const { coefficients, biases, machines, reports } = await supportVectorClassifier(problem, {
    ...call,
    throwOnFailure: false,
  });
  const stopped = reports.filter(({ reason }) => reason === "max-steps").map(({ gap }) => gap);
  const state = { type: "svm" as const, C, coefficients, biases: [...biases], machines };
  return stopped.length === 0 ? state : { ...state, violation: Math.max(...stopped) };
}

/**
 * The posterior's scale from closed-form leave-one-out: the factor on the process's variances with which the
 * squared residuals are on average what the process expects.
 */
async function ridgeState(
  kernel: Matrix,
  targets: Targets,
  { penalty: relativeRidge, noise, amplitude: likely }: Choice,
  search: SearchResult,
  call: EngineOptions,
): Promise<RidgeState> {
  const regression = { kernel, targets: targetMatrix(targets), relativeRidge, center: true };
  const fitted = await (noise?.shape
    ? unequalNoise(regression, noise.shape, call)
    : kernelRegression(regression, call));
  const { coefficients, offset, ridge } = fitted;
  const { residuals, variance } = await leaveOneOut(fitted, call);
  // known noise is the ridge times the amplitude
  const amplitude =
    noise === undefined
      ? (likely ?? calibratedAmplitude({ residuals, variance }))
      : noise.meanVariance / ridge;
  const state = {
    type: "ridge" as const,
    relativeRidge,
    ridge,
    offsets: [...offset],
    coefficients,
    amplitude,
  };
  if (targets.task === "regression") {
    const deviations = residuals.data.map(
      (residual, i) => Math.abs(residual) / Math.sqrt(amplitude * variance[i]!),
    );
    const factor = { intervalFactor: quantile95(deviations) ?? 1.96 };
    return { ...state, ...factor, ...(noise && { noise: modelNoise(noise) }) };
  }
  return { ...state, ...heldOutErrors(targets, search) };
}

function modelNoise({ column, meanVariance, shape }: KnownNoise): ModelNoise {
  return { column, meanVariance, shape: shape && matrix(shape.length, 1, shape) };
}

/** Ridge regression with the ridge times each row's noise on the diagonal, as a Gaussian process. */
async function unequalNoise(
  { kernel, targets, relativeRidge }: RegressionProblem & { readonly relativeRidge: number },
  shape: Float64Array,
  call: EngineOptions,
): Promise<GaussianProcess & { readonly ridge: number }> {
  const mean = targets.data.reduce((sum, y) => sum + y / targets.rows, 0);
  const centered = { ...targets, data: targets.data.map((y) => y - mean) };
  const unit = diagonal(kernel).reduce((sum, value) => sum + value / kernel.rows, 0);
  const ridge = relativeRidge * unit;
  const noise = shape.map((d) => ridge * d);
  const process = await gaussianProcess({ kernel, targets: centered, noise }, call);
  return { ...process, offset: Float64Array.of(mean), ridge };
}
