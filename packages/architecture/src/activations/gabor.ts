import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = exp(-x²) sin(x). */
export interface GaborNode {
  readonly type: "gabor";
}

export const gaborDefinition: NodeDefinition<GaborNode> = defineNode<GaborNode>(
  "gabor",
  "The Gabor function exp(-x²) sin(x).",
  {},
);

/**
 * Returns the layer φ(x) = exp(-x²) sin(x), applied to every unit.
 *
 * @see Han et al. 2022, arXiv:2209.04121
 */
export function gabor(): GaborNode {
  return construct(gaborDefinition, {});
}
