import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = sign(x). */
export interface SignNode {
  readonly type: "sign";
}

export const signDefinition: NodeDefinition<SignNode> = defineNode<SignNode>(
  "sign",
  "The sign of x. It has no tangent kernel: its derivative is not a function.",
  {},
);

/**
 * Returns the layer φ(x) = sign(x), applied to every unit.
 *
 * @see Cho & Saul 2009, arc-cosine kernel of degree 0
 */
export function sign(): SignNode {
  return construct(signDefinition, {});
}
