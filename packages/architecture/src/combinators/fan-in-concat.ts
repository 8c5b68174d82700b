import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The branches before it, one beside the other. */
export interface FanInConcatNode {
  readonly type: "fanInConcat";
}

export const fanInConcatDefinition: NodeDefinition<FanInConcatNode> = defineNode<FanInConcatNode>(
  "fanInConcat",
  "The branches of the parallel before it, joined along the units.",
  {},
);

/** Returns the branches joined along the units: K' and Θ' are means of Kᵢ and Θᵢ, weighted by width. */
export function fanInConcat(): FanInConcatNode {
  return construct(fanInConcatDefinition, {});
}
