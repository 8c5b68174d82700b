import type { Network } from "@ntkit/architecture";
import { sizeOf } from "../ops/op.ts";
import type { FiniteOptions } from "../plan/builder.ts";
import { compile } from "../plan/compile.ts";
import type { ParameterSpec } from "../plan/plan.ts";
import { finiteModel } from "./finite-model.ts";
import type { FiniteModel } from "./finite-model.ts";
import { checkParameters, drawParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import type { PortableNetwork } from "./portable-model.ts";

/** A network whose layers have widths: what its parameters are, and what they make of it. */
export interface FiniteNetwork {
  readonly network: Network;
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  /** Shape of one output. */
  readonly outputShape: readonly number[];
  /** O, the product of `outputShape`. */
  readonly outputs: number;
  /** What its parameters are, in the order of the layers. */
  readonly parameters: readonly ParameterSpec[];
  /**
   * Random parameters as the layers ask for them: N(0, 1), or N(0, weightStd² / fanIn) in the
   * standard parametrisation.
   *
   * @throws {@link !RangeError} when `seed` is not a safe integer >= 0
   */
  initialize(seed: number): Parameters;
  /**
   * The function that it is with these parameters.
   *
   * @throws {@link !RangeError} when a name is missing or unknown; {@link !ShapeError} for a wrong
   *   shape; {@link !NumericalError} `non-finite`
   */
  at(parameters: Parameters): FiniteModel;
}

/**
 * The finite network that a description with widths stands for, in float64.
 *
 * Parameters are named by the layer's place in the tree, `0.weight` [fanIn, units], `0.bias` [units],
 * `2.1.weight`; copies made by `repeat` count as places. Widths are the layers' `units` and `channels`.
 *
 * @param inputShape - features of one example, or its shape [height, width, channels]
 * @throws {NetworkError} when a width is missing, or a layer has no finite network of its own
 */
export function finiteNetwork(
  network: Network,
  inputShape: number | readonly number[],
  options: FiniteOptions = {},
): FiniteNetwork {
  const shape = typeof inputShape === "number" ? [inputShape] : [...inputShape];
  if (shape.length === 0 || !shape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new RangeError(
      `finiteNetwork: inputShape must be sizes of at least 1, got [${shape.join(", ")}]`,
    );
  }
  const plan = compile(network, shape, options);
  const portable = portableNetwork(network, shape, options);
  const finite: FiniteNetwork = {
    network,
    inputShape: shape,
    outputShape: plan.outputShape,
    outputs: sizeOf(plan.outputShape),
    parameters: plan.parameters,
    initialize: (seed) => drawParameters(plan.parameters, seed),
    at: (parameters) => {
      checkParameters("at", plan.parameters, parameters);
      return finiteModel(finite, plan, parameters, portable);
    },
  };
  return finite;
}

/** Undefined for a network with functions of its own, which stay in their thread. */
function portableNetwork(
  network: Network,
  inputShape: readonly number[],
  { parameterization, widthsFrom, elementwise }: FiniteOptions,
): PortableNetwork | undefined {
  if (Object.keys(elementwise ?? {}).length > 0) return undefined;
  const shapes = Object.entries(widthsFrom ?? {}).map(([name, { shape }]) => [name, { shape }]);
  const widths = Object.fromEntries(shapes) as FiniteOptions["widthsFrom"];
  return { network, inputShape, options: { parameterization, widthsFrom: widths } };
}
