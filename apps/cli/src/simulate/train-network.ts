import {
  type FiniteModel,
  type FiniteNetwork,
  type Parameters,
  type TrainOptions,
  type TrainingMoment,
  empiricalNtk,
  train,
} from "@ntkit/autodiff-jacobians";
import {
  type EngineOptions,
  type Matrix,
  NumericalError,
  type Tensor,
  topEigenpairs,
} from "@ntkit/linalg";

/** Share of the last step that is taken again. */
export const MOMENTUM = 0.9;
/** Halvings of the rate before training is given up. */
const HALVINGS = 20;
/** A loss this many times that of the start has left the region where descent converges. */
const TOO_HIGH = 4;

/** How a network is trained. */
export interface TrainingOptions extends EngineOptions {
  readonly seed: number;
  readonly steps: number;
}

/**
 * The network after `steps` of full-batch gradient descent with momentum on (1/2N) Σ‖f − y‖², from a
 * fresh start.
 *
 * The rate is N / λ_max of the traced tangent kernel at the start: half of what descent without momentum
 * would bear in a wide network. A narrow one can bear less: when its loss rises, it starts again with half
 * the rate.
 *
 * @throws NumericalError "max-steps" when no rate works
 */
export async function trainNetwork(
  finite: FiniteNetwork,
  x: Tensor,
  targets: Matrix,
  { seed, steps, ...call }: TrainingOptions,
): Promise<FiniteModel> {
  const start = finite.initialize(seed);
  const kernel = await empiricalNtk(finite.at(start), x, undefined, call);
  const { values } = await topEigenpairs(kernel, 1, call);
  let learningRate = targets.rows / values[0]!;
  for (let halving = 0; halving < HALVINGS; halving++, learningRate /= 2) {
    const trained = await descend(finite, start, x, targets, { learningRate, steps, ...call });
    if (trained !== undefined) return finite.at(trained);
  }
  throw new NumericalError(
    `trainNetwork: gradient descent must not diverge, got a rising loss for every rate from ${learningRate} up`,
    "max-steps",
    { learningRate },
  );
}

/** The parameters after descent, or undefined when the loss rises too high. */
async function descend(
  finite: FiniteNetwork,
  start: Parameters,
  x: Tensor,
  y: Matrix,
  options: Pick<TrainOptions, "learningRate" | "steps" | "engine" | "signal">,
): Promise<Parameters | undefined> {
  let first = Infinity;
  const onStep = ({ step, loss }: TrainingMoment) => {
    if (step === 0) first = loss;
    if (loss > TOO_HIGH * first) throw diverged;
  };
  try {
    const state = await train(finite, {
      ...options,
      x,
      y,
      from: start,
      momentum: MOMENTUM,
      onStep,
    });
    return state.parameters;
  } catch (error) {
    const overflow = error instanceof NumericalError && error.reason === "non-finite";
    if (error === diverged || overflow) return undefined;
    throw error;
  }
}

const diverged = new Error("the loss has risen too high");
