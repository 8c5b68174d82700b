import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { whole } from "./internal/options.ts";
import { type WeightOptions, weightOptions } from "./internal/weight-options.ts";

/** A fully connected layer, applied at every place of spatial data. */
export interface DenseNode extends WeightOptions {
  readonly type: "dense";
  /** Output width. Infinite-width kernels need it only before a standard-parametrised layer or a concatenation. */
  readonly units?: number;
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
    ...weightOptions,
  },
);

/**
 * Returns a fully connected layer, z = weightStd / √fanIn · W x + biasStd · b, all of W, b ~ N(0, 1).
 *
 * Covariance: K' = weightStd² K + biasStd²; tangent kernel: Θ' = K' + weightStd² Θ. On the input, K is
 * x·x' / d for scaling "mean" and x·x' for "sum". `biasStd: null` has no bias parameter; `biasStd: 0`
 * has one that starts at zero, which only the "standard" parametrisation can tell apart.
 * `trainable: false` leaves the layer's own term out of Θ', here K'. On spatial data [N, H, W, C] it acts
 * at every place, as a {@link conv} with filter 1 × 1.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Jacot et al. 2018, arXiv:1806.07572; scaling "sum" as in Arora et al. 2019, arXiv:1904.11955
 */
export function dense(options: DenseOptions = {}): DenseNode {
  return construct(denseDefinition, options);
}
