import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The sum over all places. */
export interface GlobalSumPoolNode {
  readonly type: "globalSumPool";
}

export const globalSumPoolDefinition: NodeDefinition<GlobalSumPoolNode> =
  defineNode<GlobalSumPoolNode>("globalSumPool", "The sum over all places.", {});

/** Returns the sum over all places: K' and Θ' are sums over all pairs of them. */
export function globalSumPool(): GlobalSumPoolNode {
  return construct(globalSumPoolDefinition, {});
}
