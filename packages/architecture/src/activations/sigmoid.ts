import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = 1 / (1 + exp(-x)). */
export interface SigmoidNode {
  readonly type: "sigmoid";
}

export const sigmoidDefinition: NodeDefinition<SigmoidNode> = defineNode<SigmoidNode>(
  "sigmoid",
  "The logistic sigmoid.",
  {},
);

/** Returns the layer φ(x) = 1 / (1 + exp(-x)), applied to every unit. */
export function sigmoid(): SigmoidNode {
  return construct(sigmoidDefinition, {});
}
