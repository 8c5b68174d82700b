import type { ActivationNode } from "../activation-node.ts";
import type { SerialNode } from "../combinators/serial.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { nonNegative } from "../internal/options.ts";
import { perceptron } from "../internal/perceptron.ts";
import { type Widths, activation, depth, widths } from "../internal/preset-options.ts";

interface Jacot extends Widths {
  readonly type: "jacot";
  /** L, the number of dense layers. */
  readonly depth: number;
  /** β, the standard deviation of every bias, 0.1 unless given. */
  readonly beta: number;
  /** The function between the layers, relu unless given. */
  readonly activation: ActivationNode;
}

/** Options of {@link jacot}; only `depth` has no default. */
export type JacotOptions = Pick<Jacot, "depth"> & Partial<Omit<Jacot, "type" | "depth">>;

const jacotDefinition: NodeDefinition<Jacot> = defineNode<Jacot>(
  "jacot",
  "The network of Jacot et al. 2018: weights of standard deviation 1, biases of beta.",
  {
    depth: depth("The number of dense layers.", 1),
    beta: nonNegative("Standard deviation of every bias.").default(0.1),
    activation: activation(),
    ...widths,
  },
);

/**
 * Returns the network of Jacot et al.: L dense layers with z = W h / √n + β b, an activation between.
 *
 * Σ¹ = x·x' / n₀ + β², Σˡ⁺¹ = E[σ(u)σ(v)] + β²; Θ¹ = Σ¹, Θˡ⁺¹ = Θˡ E[σ'(u)σ'(v)] + Σˡ⁺¹; `depth` is L,
 * so that depth 1 is the linear kernel. The default β is the 0.1 of their experiments.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Jacot, Gabriel, Hongler 2018, arXiv:1806.07572, Theorem 1
 */
export function jacot(options: JacotOptions): SerialNode {
  const spec = construct(jacotDefinition, options);
  const layers = Array.from({ length: spec.depth }, () => ({ biasStd: spec.beta }));
  return perceptron(layers, spec.activation, spec);
}
