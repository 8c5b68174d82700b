import type { FiniteNetwork } from "./finite-network.ts";
import { mapParameters } from "./parameter-algebra.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The parameters with which `to` is the same function as `from` is with `parameters`: w' = w s / s'
 * with the factors s and s' that stand in front of the parameter in the two parametrisations.
 *
 * @param from - and `to`: one network in two parametrisations
 * @throws {@link !RangeError} when they have not the same parameters, or one has the factor 0 in `to` only
 */
export function reparametrize(
  from: FiniteNetwork,
  to: FiniteNetwork,
  parameters: Parameters,
): Parameters {
  const ratios = ratiosOf("reparametrize", from, to);
  return mapParameters(parameters, (data, name) => data.map((value) => value * ratios[name]!));
}

/**
 * Learning rates by name with which `to` moves as `from` does with its own: η' = η (s / s')², η the
 * rates of {@link FiniteNetwork.parameters} of `from`.
 *
 * From the NTK parametrisation to the standard one this is η weightStd² / fanIn. One step of gradient
 * descent from parameters that {@link reparametrize} relates leads to parameters that it relates.
 *
 * @throws {@link !RangeError} as {@link reparametrize}
 */
export function equivalentRates(
  from: FiniteNetwork,
  to: FiniteNetwork,
): Readonly<Record<string, number>> {
  const ratios = ratiosOf("equivalentRates", from, to);
  return Object.fromEntries(
    from.parameters.map(({ name, learningRate }) => [name, learningRate * ratios[name]! ** 2]),
  );
}

/** s / s' by name. */
function ratiosOf(
  caller: string,
  from: FiniteNetwork,
  to: FiniteNetwork,
): Readonly<Record<string, number>> {
  const names = ({ parameters }: FiniteNetwork): string =>
    parameters.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join("; ");
  if (names(from) !== names(to)) {
    throw new RangeError(
      `${caller}: both networks must have the same parameters, got ${names(from)} and ${names(to)}`,
    );
  }
  const ratios = from.parameters.map(({ name, scale }, i): [string, number] => {
    const other = to.parameters[i]!.scale;
    if (other === 0 && scale !== 0) {
      throw new RangeError(
        `${caller}: ${name} must have a factor other than 0 in both networks, got 0`,
      );
    }
    return [name, scale === other ? 1 : scale / other];
  });
  return Object.fromEntries(ratios);
}
