import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** The product of the branches before it. */
export interface FanInProdNode {
  readonly type: "fanInProd";
}

export const fanInProdDefinition: NodeDefinition<FanInProdNode> = defineNode<FanInProdNode>(
  "fanInProd",
  "The product of the branches of the parallel before it, unit by unit.",
  {},
);

/** Returns the product of the branches, unit by unit: K' = Π Kᵢ, Θ' = Σᵢ Θᵢ Πⱼ Kⱼ over j ≠ i, for independent branches. */
export function fanInProd(): FanInProdNode {
  return construct(fanInProdDefinition, {});
}
