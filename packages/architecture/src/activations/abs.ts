import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = |x|. */
export interface AbsNode {
  readonly type: "abs";
}

export const absDefinition: NodeDefinition<AbsNode> = defineNode<AbsNode>(
  "abs",
  "The absolute value.",
  {},
);

/**
 * Returns the layer φ(x) = |x|, applied to every unit.
 *
 * @see Tsuchida et al. 2018, arXiv:1711.09090
 */
export function abs(): AbsNode {
  return construct(absDefinition, {});
}
