import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = x Φ(x), Φ the standard normal distribution function. */
export interface GeluNode {
  readonly type: "gelu";
}

export const geluDefinition: NodeDefinition<GeluNode> = defineNode<GeluNode>(
  "gelu",
  "The Gaussian error linear unit x Φ(x), exact form.",
  {},
);

/**
 * Returns the layer φ(x) = x Φ(x), Φ the standard normal distribution function, applied to every unit.
 *
 * @see Hendrycks & Gimpel 2016, arXiv:1606.08415; kernel: Tsuchida et al. 2020, arXiv:2002.08517
 */
export function gelu(): GeluNode {
  return construct(geluDefinition, {});
}
