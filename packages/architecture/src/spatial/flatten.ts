import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** All places and channels as one list of features. */
export interface FlattenNode {
  readonly type: "flatten";
}

export const flattenDefinition: NodeDefinition<FlattenNode> = defineNode<FlattenNode>(
  "flatten",
  "All places and channels as one list of features.",
  {},
);

/** Returns all places and channels in one row: K' and Θ' are means over the pairs of equal places. */
export function flatten(): FlattenNode {
  return construct(flattenDefinition, {});
}
