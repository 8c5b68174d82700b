import { dormandPrince, matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkNonNegative, checkPositive } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkedInitial, checkFlowShapes, flowStep } from "./gradient-flow.ts";
import type { FlowProblem } from "./gradient-flow.ts";
import { chooseFlowMethod } from "./flow-method.ts";
import type { ChosenMethod, FlowMethod } from "./flow-method.ts";
import { stiffFlow } from "./stiff-flow.ts";
import { coefficientOutputs } from "./loss-outputs.ts";
import type { Objective } from "./objective.ts";
import { checkedTimes } from "./spectral-predict.ts";
import type { FlowTestRows, Trajectory } from "./spectral-predict.ts";

/** Training on any differentiable loss. `loss` tells whether rows are averaged or added up. */
export interface LossFlowProblem extends Omit<FlowProblem, "rankTolerance"> {
  /** ℓ of one row: `squaredLoss`, `logisticLoss`, `crossEntropyLoss`, `huberLoss(delta)` or your own. */
  readonly objective: Objective;
  /**
   * m of the heavy ball in the limit of small steps, f″ = −K∇L − f′ (1 − m)/√η, from rest; time then
   * is √η per step. Default: no momentum.
   */
  readonly momentum?: number | undefined;
}

/** Where training stands: enough to go on, and to predict other rows by K* `coefficients`. */
export interface LossFlowState {
  readonly time: number;
  /** α, with f = f₀ + K α, in the kernel's rows: [N, O], or [NO, 1] for a full kernel. */
  readonly coefficients: Matrix;
  /** α, f and with momentum their velocities, as the solver has them. */
  readonly values: Float64Array;
  /** The step to go on with. */
  readonly step?: number | undefined;
}

export interface LossFlowOptions extends SolverOptions {
  /** A state to go on from; times count from t = 0 as before. */
  readonly from?: LossFlowState | undefined;
  /** Local error accepted per step, relative. Default 1e-10. */
  readonly rtol?: number | undefined;
  /** Local error accepted per step, absolute. Default 1e-12. */
  readonly atol?: number | undefined;
  /** Default 100 000. */
  readonly maxSteps?: number | undefined;
  /**
   * "explicit": Dormand and Prince's pair. "stiff": linearly implicit extrapolation, for long times; needs a loss
   * with curvature and no momentum. Default "auto", the one that the problem asks for.
   */
  readonly method?: FlowMethod | "auto" | undefined;
}

/** What `lossFlow` gives: outputs at each time, the state at the last one, the steps it took, and by which method. */
export interface LossTrajectory extends Trajectory, ChosenMethod {
  readonly state: LossFlowState;
  readonly steps: number;
}

/**
 * Outputs after training by gradient flow on any loss, at ascending finite times:
 *
 *   α′ = −(η/N) (∇ℓ(f) + λ α),   f = f₀ + K α,   f* = f₀* + K* α
 *
 * by an adaptive Runge–Kutta method of order 5: about 6 products with K [N, N] · [N, O] per step, and at
 * least η t κ₁ c / 3.3 N steps for a loss of curvature c. Where that is more than 2000 (or where `method` says so) by
 * extrapolation of the linearly implicit Euler method, whose steps are as long as the solution is smooth: some
 * hundred at most up to any time, each O((N O)³); kinks in the slope, as of Huber's loss, cost it accuracy. For t = ∞ see `lossFlowLimit`.
 *
 * @throws {@link RangeError} for times that are not ascending and finite, or targets that the loss refuses
 * @throws {@link ShapeError} when shapes do not fit
 * @throws {@link NumericalError} "max-steps"; "non-finite"
 */
export async function lossFlow(
  problem: LossFlowProblem,
  times: number | readonly number[],
  test?: FlowTestRows,
  options: LossFlowOptions = {},
): Promise<LossTrajectory> {
  const { initial } = checkLossProblem("lossFlow", problem);
  const size = initial.data.length;
  const count = problem.momentum === undefined ? 2 : 4;
  const { from, rtol = 1e-10, atol = 1e-12, maxSteps = 100_000, method = "auto" } = options;
  const start = new Float64Array(count * size);
  start.set(initial.data, size);
  const begin = from ?? { time: 0, values: start, step: undefined };
  const list = ascending(times, begin.time);
  if (begin.values.length !== start.length) {
    throw new RangeError(
      `lossFlow: from must be a state of the same problem with ${start.length} values, got ${begin.values.length}`,
    );
  }
  const chosen = chooseFlowMethod(problem, initial, (list.at(-1) ?? 0) - begin.time, method);
  const span = { times: list, rtol, atol, maxSteps };
  const solution =
    chosen.method === "stiff"
      ? await stiffFlow(problem, initial, { ...span, begin }, options)
      : await dormandPrince(
          { ...span, derivative: derivativeOf(problem, initial, options), start: begin },
          options,
        );
  const { rows } = problem.kernel;
  const alphas = solution.values.map((v) => matrix(rows, size / rows, v.slice(0, size)));
  const train = solution.values.map((v) =>
    matrix(initial.rows, initial.cols, v.slice(size, 2 * size)),
  );
  const cross = test && (await coefficientOutputs("lossFlow", initial, alphas, test, options));
  const state = { ...solution.end, coefficients: alphas.at(-1)! };
  return { times: list, train, ...(cross && { cross }), state, steps: solution.steps, ...chosen };
}

/** @throws ShapeError, RangeError, NumericalError for what is no problem; f₀ and ridge with defaults */
export function checkLossProblem(
  caller: string,
  {
    kernel,
    targets,
    objective,
    ridge = 0,
    learningRate = 1,
    momentum = 0,
    ...rest
  }: LossFlowProblem,
): { readonly initial: Matrix; readonly ridge: number } {
  checkFlowShapes(caller, kernel, targets);
  checkNonNegative(caller, "ridge", ridge);
  checkPositive(caller, { learningRate });
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`${caller}: momentum must be in [0, 1), got ${momentum}`);
  }
  for (let i = 0; i < targets.rows; i++) {
    const row = targets.data.subarray(i * targets.cols, (i + 1) * targets.cols);
    const must = objective.refuses?.(row);
    if (must !== undefined) {
      throw new RangeError(
        `${caller}: targets of ${objective.name} must be ${must}, got ${row.join(", ")} in row ${i}`,
      );
    }
  }
  return { initial: checkedInitial(caller, rest.initial, targets), ridge };
}

/** ∇ℓ of all rows, shape [N, O] flat. */
export function rowGradients(
  { gradient }: Objective,
  outputs: Float64Array,
  targets: Matrix,
): Float64Array {
  const result = new Float64Array(outputs.length);
  const { cols } = targets;
  for (let at = 0; at < outputs.length; at += cols) {
    const [f, y] = [outputs.subarray(at, at + cols), targets.data.subarray(at, at + cols)];
    gradient(f, y, result.subarray(at, at + cols));
  }
  return result;
}

function derivativeOf(
  problem: LossFlowProblem,
  initial: Matrix,
  options: SolverOptions,
): (values: Float64Array) => Promise<Float64Array> {
  const { kernel, targets, objective, loss, learningRate = 1, ridge = 0, momentum } = problem;
  const { engine, signal } = resolveOptions(options);
  const size = initial.data.length;
  const isHeavy = momentum !== undefined;
  const step = flowStep({ loss, learningRate: isHeavy ? 1 : learningRate, initial });
  const friction = isHeavy ? (1 - momentum) / Math.sqrt(learningRate) : 0;
  return async (values) => {
    const pull = rowGradients(objective, values.subarray(size, 2 * size), targets);
    for (let i = 0; i < size; i++) pull[i] = -step * (pull[i]! + ridge * values[i]!);
    const force = await engine.multiply(kernel, matrix(kernel.rows, size / kernel.rows, pull), {
      signal,
    });
    const result = new Float64Array(values.length);
    if (!isHeavy) {
      result.set(pull);
      result.set(force.data, size);
      return result;
    }
    result.set(values.subarray(2 * size));
    result.set(pull, 2 * size);
    result.set(force.data, 3 * size);
    for (let i = 2 * size; i < 4 * size; i++) result[i]! -= friction * values[i]!;
    return result;
  };
}

function ascending(times: number | readonly number[], start: number): readonly number[] {
  const list = checkedTimes("lossFlow", times, "times");
  list.forEach((time, i) => {
    const before = list[i - 1] ?? start;
    if (time >= before && time < Infinity) return;
    throw new RangeError(
      `lossFlow: times must be finite and ascending from ${start}, got ${time} after ${before}`,
    );
  });
  return list;
}
