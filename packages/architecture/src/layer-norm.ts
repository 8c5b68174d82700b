import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { nonNegative } from "./internal/options.ts";

/** Every example's units brought to mean square 1. */
export interface LayerNormNode {
  readonly type: "layerNorm";
  /** Added to the mean square before the division. */
  readonly epsilon: number;
}

/** Options of {@link layerNorm}; what is left out has the default. */
export type LayerNormOptions = Partial<Omit<LayerNormNode, "type">>;

export const layerNormDefinition: NodeDefinition<LayerNormNode> = defineNode<LayerNormNode>(
  "layerNorm",
  "Layer normalisation over the units.",
  { epsilon: nonNegative("Added to the mean square before the division.").default(1e-12) },
);

/**
 * Returns layer normalisation over the units: K' = K / √((epsilon + q₁)(epsilon + q₂)) with q the
 * variances, and the same divisor for Θ.
 *
 * @throws {NetworkError} when `epsilon` is below 0
 * @see Ba et al. 2016, arXiv:1607.06450; the map as in neural-tangents' LayerNorm
 */
export function layerNorm(options: LayerNormOptions = {}): LayerNormNode {
  return construct(layerNormDefinition, options);
}
