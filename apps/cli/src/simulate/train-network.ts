import {
  type FiniteModel,
  type FiniteNetwork,
  type Parameters,
  empiricalNtk,
} from "@ntkit/autodiff-jacobians";
import { type EngineOptions, type Matrix, type Tensor, matrix, topEigenpairs } from "@ntkit/linalg";

const MOMENTUM = 0.9;

/**
 * The network after `steps` of full-batch gradient descent with momentum on (1/2N) Σ‖f − y‖², from a
 * fresh start.
 *
 * The rate is N / λ_max of the traced tangent kernel at the start: half of what descent without momentum
 * would bear.
 */
export async function trainNetwork(
  finite: FiniteNetwork,
  x: Tensor,
  targets: Matrix,
  { seed, steps, ...call }: { readonly seed: number; readonly steps: number } & EngineOptions,
): Promise<FiniteModel> {
  const { engine, signal } = call;
  let parameters = finite.initialize(seed);
  const kernel = await empiricalNtk(finite.at(parameters), x, undefined, { engine, signal });
  const { values } = await topEigenpairs(kernel, 1, { engine, signal });
  const rate = 1 / values[0]!;
  const velocity = new Map<string, Float64Array>();
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const { gradient } = await finite
      .at(parameters)
      .pull(x, (f) => minus(f, targets), { engine, signal });
    parameters = moved(parameters, gradient, velocity, rate);
  }
  return finite.at(parameters);
}

function minus(a: Matrix, b: Matrix): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value - b.data[at]!),
  );
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
