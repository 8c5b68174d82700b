import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The sum of the branches before it. */
export interface FanInSumNode {
  readonly type: "fanInSum";
}

export const fanInSumDefinition: NodeDefinition<FanInSumNode> = defineNode<FanInSumNode>(
  "fanInSum",
  "The sum of the branches of the parallel before it.",
  {},
);

/** Returns the sum of the branches: K' = Σ Kᵢ, Θ' = Σ Θᵢ for branches with independent parameters. */
export function fanInSum(): FanInSumNode {
  return construct(fanInSumDefinition, {});
}
