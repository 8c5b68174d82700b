import {
  type FiniteModel,
  type FiniteNetwork,
  type Parameters,
  empiricalNtk,
} from "@ntkit/autodiff-jacobians";
import {
  type EngineOptions,
  type Matrix,
  NumericalError,
  type Tensor,
  matrix,
  topEigenpairs,
} from "@ntkit/linalg";

const MOMENTUM = 0.9;
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
  let rate = 1 / values[0]!;
  for (let halving = 0; halving < HALVINGS; halving++, rate /= 2) {
    const trained = await descend(finite, start, x, targets, { rate, steps, ...call });
    if (trained !== undefined) return finite.at(trained);
  }
  throw new NumericalError(
    `trainNetwork: gradient descent must not diverge, got a rising loss for every rate from ${rate} up`,
    "max-steps",
    { rate },
  );
}

/** The parameters after descent, or undefined when the loss rises too high. */
async function descend(
  finite: FiniteNetwork,
  start: Parameters,
  x: Tensor,
  targets: Matrix,
  { rate, steps, ...call }: { readonly rate: number; readonly steps: number } & EngineOptions,
): Promise<Parameters | undefined> {
  let parameters = start;
  let [first, loss] = [Infinity, 0];
  const velocity = new Map<string, Float64Array>();
  const residual = (outputs: Matrix): Matrix => {
    const data = outputs.data.map((value, at) => value - targets.data[at]!);
    loss = data.reduce((sum, value) => sum + value * value, 0);
    // An overflow must not reach the backward pass, which refuses it.
    return matrix(outputs.rows, outputs.cols, loss < Infinity ? data : data.fill(0));
  };
  for (let step = 0; step < steps; step++) {
    call.signal?.throwIfAborted();
    const { gradient } = await finite.at(parameters).pull(x, residual, call);
    if (step === 0) first = loss;
    if (!(loss <= TOO_HIGH * first)) return undefined;
    parameters = moved(parameters, gradient, velocity, rate);
  }
  return parameters;
}

/** One step: v ← m v − rate · gradient, w ← w + v. */
function moved(
  parameters: Parameters,
  gradient: Parameters,
  velocity: Map<string, Float64Array>,
  rate: number,
): Parameters {
  const next = Object.entries(parameters).map(([name, { shape, data }]): [string, Tensor] => {
    const slope = gradient[name]?.data;
    if (slope === undefined) return [name, { shape, data }];
    const before = velocity.get(name) ?? new Float64Array(data.length);
    const now = before.map((v, at) => MOMENTUM * v - rate * slope[at]!);
    velocity.set(name, now);
    return [name, { shape, data: data.map((w, at) => w + now[at]!) }];
  });
  return Object.fromEntries(next);
}
