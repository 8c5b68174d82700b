import { encode } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import {
  calibrateTemperature,
  calibratedAmplitude,
  kernelRegression,
  leaveOneOut,
  supportVectorClassifier,
} from "@ntkit/solvers";
import type { RidgeState, SvmState, TrainedModel } from "../model/trained-model.ts";
import type { Candidate } from "./candidate.ts";
import type { FitProblem } from "./fit-problem.ts";
import type { SearchResult } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/** What was chosen. */
export interface Choice {
  readonly candidate: Candidate;
  readonly kernel: "ntk" | "nngp";
  readonly solver: "ridge" | "svm";
  readonly penalty: number;
}

/** Fits the chosen network and penalty to all rows, and calibrates what the model says about its own errors. */
export async function trainModel(
  problem: FitProblem,
  choice: Choice,
  search: SearchResult,
  call: EngineOptions,
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
  const solver =
    choice.solver === "svm"
      ? await svmState(kernel, targets, choice.penalty, call)
      : await ridgeState(kernel, problem, choice.penalty, search, call);
  const target =
    targets.task === "classification"
      ? { name: problem.target, task: targets.task, classes: targets.classes }
      : { name: problem.target, task: targets.task };
  return { target, network, kernel: choice.kernel, encoder, features, solver };
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
  { targets }: FitProblem,
  relativeRidge: number,
  search: SearchResult,
  call: EngineOptions,
): Promise<RidgeState> {
  const regression = { kernel, targets: targetMatrix(targets), relativeRidge, center: true };
  const fitted = await kernelRegression(regression, call);
  const { coefficients, offset, ridge } = fitted;
  const { residuals, variance } = await leaveOneOut(fitted, call);
  const amplitude = calibratedAmplitude({ residuals, variance });
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
    return { ...state, intervalFactor: intervalFactor(deviations) };
  }
  const truth = search.rows.map((row) => targets.labels[row]!);
  return {
    ...state,
    temperature: calibrateTemperature(search.best.predictions, truth).temperature,
  };
}

/**
 * Half width of the 95 % interval in standard deviations: the ⌈0.95 (n + 1)⌉-th smallest leave-one-out
 * residual in units of its own standard deviation, or the Gaussian 1.96 for fewer than 20 rows.
 */
function intervalFactor(deviations: Float64Array): number {
  const n = deviations.length;
  const rank = Math.ceil(0.95 * (n + 1));
  return rank > n ? 1.96 : deviations.toSorted()[rank - 1]!;
}
