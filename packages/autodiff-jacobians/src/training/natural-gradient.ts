import { matrix, plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { empiricalNtk } from "../kernels/empirical-ntk.ts";
import type { FiniteNetwork } from "../network/finite-network.ts";
import { moved } from "../network/parameter-algebra.ts";
import type { Parameters } from "../network/parameters.ts";
import { checkTargets } from "./loss.ts";
import { stateOf } from "./train.ts";
import type { TrainingMoment } from "./train.ts";
import type { TrainingState } from "./training-state.ts";

/** How {@link trainNaturally} descends. */
export interface NaturalOptions extends EngineOptions {
  readonly x: Inputs;
  readonly y: Matrix;
  readonly from: TrainingState | Parameters;
  readonly steps: number;
  /** η: the share of the residual that a step removes, to first order. */
  readonly learningRate: number;
  /** Added to the diagonal of the Gram matrix, absolute. Default: 0. */
  readonly ridge?: number | undefined;
  /** Called before every step and after the last one with the loss ½ Σ (f - y)². */
  readonly onStep?: ((moment: TrainingMoment) => void | Promise<void>) | undefined;
}

/**
 * Natural gradient descent on squared errors, w ← w - η Jᵀ (J Jᵀ + ridge)⁻¹ (f - y), through the Gram
 * matrix of all examples and outputs: residuals shrink as (1 - η)ᵗ where the Jacobian is stable.
 *
 * A step costs a full kernel [NO, NO] and its Cholesky factor.
 *
 * @throws {@link !NumericalError} `not-positive-definite` when examples repeat or there are too few
 *   parameters and the ridge is 0
 * @see Zhang, Martens & Grosse 2019 (arXiv:1905.10961)
 */
export async function trainNaturally(
  network: FiniteNetwork,
  options: NaturalOptions,
): Promise<TrainingState> {
  const { x, y, steps, onStep, onProgress } = options;
  checkTargets("trainNaturally", y, countOf(x), network.outputs);
  let { step, parameters } = stateOf(options.from);
  const end = step + steps;
  const look = async (values: Matrix): Promise<void> => {
    const loss = values.data.reduce((sum, f, i) => sum + (f - y.data[i]!) ** 2 / 2, 0);
    await onStep?.({ step, loss, parameters });
  };
  for (; step < end; step++) {
    const model = network.at(parameters);
    const values = await model.forward(x, options);
    await look(values);
    const u = await solveResidual(model, values, options);
    const { gradient } = await model.pull(x, u, options);
    parameters = moved(parameters, gradient, -options.learningRate);
    onProgress?.(1 - (end - step - 1) / steps);
  }
  if (onStep !== undefined) await look(await network.at(parameters).forward(x, options));
  return { step, parameters };
}

/** (J Jᵀ + ridge)⁻¹ (f - y). */
async function solveResidual(
  model: ReturnType<FiniteNetwork["at"]>,
  values: Matrix,
  { x, y, ridge = 0, engine = plainEngine, signal }: NaturalOptions,
): Promise<Matrix> {
  const kernel = await empiricalNtk(model, x, undefined, { form: "full", engine, signal });
  const size = values.data.length;
  const gram = matrix(size, size, kernel.data);
  for (let i = 0; i < size; i++) gram.data[i * (size + 1)]! += ridge;
  const residual = matrix(
    size,
    1,
    values.data.map((f, i) => f - y.data[i]!),
  );
  const factor = await engine.cholesky(gram, { signal });
  const { data } = await engine.solveCholesky(factor, residual, { signal });
  return matrix(values.rows, values.cols, data);
}
