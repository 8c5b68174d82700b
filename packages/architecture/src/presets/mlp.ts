import type { ActivationNode } from "../activation-node.ts";
import type { SerialNode } from "../combinators/serial.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { choice, nonNegative, nonNegativeOrNull } from "../internal/options.ts";
import { perceptron } from "../internal/perceptron.ts";
import { type Widths, activation, depth, widths } from "../internal/preset-options.ts";

interface Mlp extends Widths {
  readonly type: "mlp";
  /** How many hidden layers; 0 is a linear model. */
  readonly depth: number;
  /** The function after each hidden dense layer, relu unless given. */
  readonly activation: ActivationNode;
  /** Standard deviation of the hidden weights, √2 unless given. */
  readonly weightStd: number;
  /** Standard deviation of the hidden biases, 0.1 unless given; null for none. */
  readonly biasStd: number | null;
  /** Standard deviation of the last layer's weights, 1 unless given. */
  readonly readoutWeightStd: number;
  /** Standard deviation of the last layer's biases, null (none) unless given. */
  readonly readoutBiasStd: number | null;
  /** Parametrisation of every layer, "ntk" unless given. */
  readonly parameterization: "ntk" | "standard";
}

/** Options of {@link mlp}; only `depth` has no default. */
export type MlpOptions = Pick<Mlp, "depth"> & Partial<Omit<Mlp, "type" | "depth">>;

const mlpDefinition: NodeDefinition<Mlp> = defineNode<Mlp>(
  "mlp",
  "Hidden layers of one kind and a linear readout.",
  {
    depth: depth("How many hidden layers; 0 is a linear model.", 0),
    activation: activation(),
    weightStd: nonNegative("Standard deviation of the hidden weights.").default(Math.SQRT2),
    biasStd: nonNegativeOrNull("Standard deviation of the hidden biases.").default(0.1),
    readoutWeightStd: nonNegative("Standard deviation of the last weights.").default(1),
    readoutBiasStd: nonNegativeOrNull("Standard deviation of the last biases.").default(null),
    parameterization: choice("Parametrisation of every layer.", ["ntk", "standard"]).default("ntk"),
    ...widths,
  },
);

/**
 * Returns a multilayer perceptron: `depth` times dense and activation, then a dense readout.
 *
 * The default weightStd √2 keeps the second moment of a signal through relu, E[relu(z)²] = 1/2, at
 * any depth (He et al. 2015, arXiv:1502.01852); {@link cSigma} has the square of such a value for
 * other activations. The small bias keeps a relu network from being homogeneous, f(s x) = s f(x).
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function mlp(options: MlpOptions): SerialNode {
  const spec = construct(mlpDefinition, options);
  const { weightStd, biasStd, parameterization } = spec;
  const readout = {
    weightStd: spec.readoutWeightStd,
    biasStd: spec.readoutBiasStd,
    parameterization,
  };
  const hidden = Array.from({ length: spec.depth }, () => ({
    weightStd,
    biasStd,
    parameterization,
  }));
  return perceptron([...hidden, readout], spec.activation, spec);
}
