import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { choice, flag, nonNegative, nonNegativeOrNull, whole } from "./internal/options.ts";

/** A fully connected layer. */
export interface DenseNode {
  readonly type: "dense";
  /** Output width. Infinite-width kernels need it only before a standard-parametrised layer or a concatenation. */
  readonly units?: number;
  /** Standard deviation of the weights, the factor before W. */
  readonly weightStd: number;
  /** Standard deviation of the biases; null means that there is no bias parameter, 0 that it starts at 0. */
  readonly biasStd: number | null;
  /** Where the factors stand: "ntk" in front of N(0, 1) parameters, "standard" in their variance. */
  readonly parameterization: "ntk" | "standard";
  /** Whether the layer's parameters are trained, and so take part in the NTK. */
  readonly trainable: boolean;
  /** "mean" divides by √fanIn; "sum" does not, and is for a layer that reads the input. */
  readonly scaling: "mean" | "sum";
}

/** Options of {@link dense}; what is left out has the default. */
export type DenseOptions = Partial<Omit<DenseNode, "type">>;

export const denseDefinition: NodeDefinition<DenseNode> = defineNode<DenseNode>(
  "dense",
  "A fully connected layer, z = weightStd / sqrt(fanIn) W x + biasStd b.",
  {
    units: whole(
      "Output width; kernels need it only before a standard layer or a fanInConcat.",
      1,
    ).optional(),
    weightStd: nonNegative("Standard deviation of the weights.").default(1),
    biasStd: nonNegativeOrNull(
      "Standard deviation of the biases; null: no bias parameter.",
    ).default(null),
    parameterization: choice(
      "ntk: N(0, 1) parameters with factors in front; standard: the factors are in their variance.",
      ["ntk", "standard"],
    ).default("ntk"),
    trainable: flag("Whether the parameters are trained, and so take part in the NTK.").default(
      true,
    ),
    scaling: choice(
      "mean: divide by sqrt(fanIn); sum: do not (a layer that reads the input only).",
      ["mean", "sum"],
    ).default("mean"),
  },
);

/**
 * Returns a fully connected layer, z = weightStd / √fanIn · W x + biasStd · b, all of W, b ~ N(0, 1).
 *
 * Covariance: K' = weightStd² K + biasStd²; tangent kernel: Θ' = K' + weightStd² Θ. On the input, K is
 * x·x' / d for scaling "mean" and x·x' for "sum". `biasStd: null` has no bias parameter; `biasStd: 0`
 * has one that starts at zero, which only the "standard" parametrisation can tell apart.
 * `trainable: false` leaves the layer's own term out of Θ', here K'.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Jacot et al. 2018, arXiv:1806.07572; scaling "sum" as in Arora et al. 2019, arXiv:1904.11955
 */
export function dense(options: DenseOptions = {}): DenseNode {
  return construct(denseDefinition, options);
}
