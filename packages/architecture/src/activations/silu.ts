import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = x / (1 + exp(-x)). */
export interface SiluNode {
  readonly type: "silu";
}

export const siluDefinition: NodeDefinition<SiluNode> = defineNode<SiluNode>(
  "silu",
  "The sigmoid linear unit, also called swish.",
  {},
);

/**
 * Returns the layer φ(x) = x / (1 + exp(-x)), applied to every unit.
 *
 * @see Elfwing et al. 2017, arXiv:1702.03118
 */
export function silu(): SiluNode {
  return construct(siluDefinition, {});
}
