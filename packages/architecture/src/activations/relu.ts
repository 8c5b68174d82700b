import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = max(x, 0). */
export interface ReluNode {
  readonly type: "relu";
}

export const reluDefinition: NodeDefinition<ReluNode> = defineNode<ReluNode>(
  "relu",
  "The rectifier max(x, 0).",
  {},
);

/**
 * Returns the layer φ(x) = max(x, 0), applied to every unit.
 *
 * @see Cho & Saul 2009, arc-cosine kernel of degree 1
 */
export function relu(): ReluNode {
  return construct(reluDefinition, {});
}
