import { matrix } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import type { FiniteModel } from "../network/finite-model.ts";
import { difference } from "../network/parameter-algebra.ts";
import type { Parameters } from "../network/parameters.ts";

/** A function of inputs and parameters: shape [N, O]. */
export type ParametricFunction = (
  x: Inputs,
  parameters: Parameters,
  options?: EngineOptions,
) => Promise<Matrix>;

/**
 * The Taylor polynomial of a finite network around the parameters w₀ of `model`:
 * Σ_{k ≤ degree} (1/k!) ∂ᵏf(x; w₀)[w - w₀, …, w - w₀].
 *
 * A truncated power series is carried through the layers, which costs (degree + 1)(degree + 2)/2
 * forward passes. At a kink the derivative is the activation's convention.
 *
 * @throws {@link !RangeError} when `degree` is not an integer of at least 0
 */
export function taylorExpansion(model: FiniteModel, degree: number): ParametricFunction {
  if (!Number.isInteger(degree) || degree < 0) {
    throw new RangeError(`taylorExpansion: degree must be an integer of at least 0, got ${degree}`);
  }
  const names = trainedNames(model);
  return async (x, parameters, options) => {
    const direction = difference(parameters, model.parameters, names);
    const coefficients = await model.expand(x, direction, degree, options);
    const sum = matrix(coefficients[0]!.rows, coefficients[0]!.cols);
    for (const { data } of coefficients)
      for (let i = 0; i < data.length; i++) sum.data[i]! += data[i]!;
    return sum;
  };
}

/** Names of the trained parameters. */
export function trainedNames({ network }: FiniteModel): string[] {
  return network.parameters.filter(({ trainable }) => trainable).map(({ name }) => name);
}
