import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { mapParameters, moved } from "../network/parameter-algebra.ts";
import type { Parameters } from "../network/parameters.ts";
import { batches } from "./batches.ts";
import type { Batch } from "./batches.ts";
import { checkTargets, lossOf } from "./loss.ts";
import type { Loss, LossName } from "./loss.ts";
import type { Trainable } from "./trainable.ts";
import type { TrainingState } from "./training-state.ts";

/** A moment of training, before the step that has its number. */
export interface TrainingMoment {
  readonly step: number;
  /** Of the step's batch. */
  readonly loss: number;
  readonly parameters: Parameters;
}

/** How {@link train} descends. */
export interface TrainOptions extends EngineOptions {
  /** x [N, …] and y [N, O]. */
  readonly x: Inputs;
  readonly y: Matrix;
  /** Where to begin, or to go on. */
  readonly from: TrainingState | Parameters;
  /** How many steps to take. */
  readonly steps: number;
  readonly learningRate: number;
  /** Factors of the learning rate by parameter. Default: those of the parametrisation. */
  readonly rates?: Readonly<Record<string, number>> | undefined;
  /** Share of the last step that is taken again. Default: 0. */
  readonly momentum?: number | undefined;
  /** Default: "mean". */
  readonly loss?: LossName | Loss | undefined;
  /** Examples of a step. Default: all. */
  readonly batchSize?: number | undefined;
  /** Of the order of examples. Default: 0. */
  readonly seed?: number | undefined;
  /** Called before every step and after the last one; what it returns is waited for. */
  readonly onStep?: ((moment: TrainingMoment) => void | Promise<void>) | undefined;
}

/**
 * Gradient descent, v ← momentum v + ∂L/∂w, w ← w - learningRate v: full-batch, or stochastic with
 * `batchSize`. A forward and a backward pass a step.
 *
 * @returns the state after the last step; as `from` it continues with the same bits
 * @throws {@link !NumericalError} `non-finite` (detail: step) when the loss is not finite any more
 * @throws {@link !RangeError}, {@link !ShapeError} for options that do not fit
 */
export async function train(network: Trainable, options: TrainOptions): Promise<TrainingState> {
  const { x, y, steps, onProgress, signal } = options;
  checkOptions(options);
  checkTargets("train", y, countOf(x));
  const batchOf = batches(x, y, options.batchSize, options.seed ?? 0);
  let state = stateOf(options.from);
  const end = state.step + steps;
  for (let done = 0; state.step < end; done++) {
    signal?.throwIfAborted();
    state = await descend(network, state, batchOf(state.step), options);
    onProgress?.((done + 1) / steps);
  }
  await report(network, state, batchOf(state.step), options);
  return state;
}

async function descend(
  network: Trainable,
  { step, parameters, velocity }: TrainingState,
  { x, y }: Batch,
  options: TrainOptions,
): Promise<TrainingState> {
  const { momentum = 0, learningRate, engine, signal } = options;
  const loss = lossOf(options.loss ?? "mean");
  const call = { engine, signal };
  const { values, gradient } = await network.at(parameters).pull(
    x,
    (f) => {
      checkTargets("train", y, f.rows, f.cols);
      return loss.gradient(f, y);
    },
    call,
  );
  await notify({ step, loss: loss.value(values, y), parameters }, options);
  const next = velocity === undefined ? gradient : moved(gradient, velocity, momentum);
  const rates = options.rates ?? ratesOf(network);
  const state = { step: step + 1, parameters: moved(parameters, next, -learningRate, rates) };
  return momentum === 0 ? state : { ...state, velocity: next };
}

/** The state after the last step, to the callback. */
async function report(
  network: Trainable,
  { step, parameters }: TrainingState,
  { x, y }: Batch,
  options: TrainOptions,
): Promise<void> {
  if (options.onStep === undefined) return;
  const { engine, signal } = options;
  const values = await network.at(parameters).forward(x, { engine, signal });
  const loss = lossOf(options.loss ?? "mean").value(values, y);
  await notify({ step, loss, parameters }, options);
}

async function notify(moment: TrainingMoment, { onStep }: TrainOptions): Promise<void> {
  if (!Number.isFinite(moment.loss)) {
    throw new NumericalError(
      `train: the loss must stay finite, got ${moment.loss} at step ${moment.step}; choose a smaller learningRate`,
      "non-finite",
      { step: moment.step },
    );
  }
  await onStep?.(moment);
}

function ratesOf({ parameters }: Trainable): Readonly<Record<string, number>> {
  return Object.fromEntries(parameters.map(({ name, learningRate }) => [name, learningRate]));
}

/** A state to begin with; parameters alone are at step 0. */
export function stateOf(from: TrainingState | Parameters): TrainingState {
  if ("step" in from && typeof from.step === "number") return from as TrainingState;
  return { step: 0, parameters: mapParameters(from as Parameters, (data) => data.slice()) };
}

function checkOptions({ steps, learningRate, momentum = 0 }: TrainOptions): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new RangeError(`train: steps must be an integer of at least 0, got ${steps}`);
  }
  if (!(learningRate > 0) || learningRate === Infinity) {
    throw new RangeError(`train: learningRate must be a positive number, got ${learningRate}`);
  }
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`train: momentum must be at least 0 and below 1, got ${momentum}`);
  }
}
