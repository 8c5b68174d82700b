import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = 1/2 erf(x / 2.4020563531719796) + 1/2. */
export interface SigmoidLikeNode {
  readonly type: "sigmoidLike";
}

export const sigmoidLikeDefinition: NodeDefinition<SigmoidLikeNode> = defineNode<SigmoidLikeNode>(
  "sigmoidLike",
  "The error function that lies closest to the logistic sigmoid.",
  {},
);

/**
 * Returns the layer φ(x) = 1/2 erf(x / 2.4020563531719796) + 1/2, applied to every unit.
 *
 * @see the fit that neural-tangents calls Sigmoid_like
 */
export function sigmoidLike(): SigmoidLikeNode {
  return construct(sigmoidLikeDefinition, {});
}
