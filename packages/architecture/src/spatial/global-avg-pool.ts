import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The mean over all places. */
export interface GlobalAvgPoolNode {
  readonly type: "globalAvgPool";
}

export const globalAvgPoolDefinition: NodeDefinition<GlobalAvgPoolNode> =
  defineNode<GlobalAvgPoolNode>("globalAvgPool", "The mean over all places.", {});

/** Returns the mean over all places: K' and Θ' are means over all pairs of them. */
export function globalAvgPool(): GlobalAvgPoolNode {
  return construct(globalAvgPoolDefinition, {});
}
