import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The input, unchanged. */
export interface IdentityNode {
  readonly type: "identity";
}

export const identityDefinition: NodeDefinition<IdentityNode> = defineNode<IdentityNode>(
  "identity",
  "The input, unchanged.",
  {},
);

/** Returns the node that changes nothing: K' = K, Θ' = Θ. Used as the short way of a residual block. */
export function identity(): IdentityNode {
  return construct(identityDefinition, {});
}
