import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = log(1 + exp(x)). */
export interface SoftplusNode {
  readonly type: "softplus";
}

export const softplusDefinition: NodeDefinition<SoftplusNode> = defineNode<SoftplusNode>(
  "softplus",
  "The smooth rectifier log(1 + exp(x)).",
  {},
);

/** Returns the layer φ(x) = log(1 + exp(x)), applied to every unit. */
export function softplus(): SoftplusNode {
  return construct(softplusDefinition, {});
}
