import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** φ(x) = tanh(x). */
export interface TanhNode {
  readonly type: "tanh";
}

export const tanhDefinition: NodeDefinition<TanhNode> = defineNode<TanhNode>(
  "tanh",
  "The hyperbolic tangent.",
  {},
);

/** Returns the layer φ(x) = tanh(x), applied to every unit. */
export function tanh(): TanhNode {
  return construct(tanhDefinition, {});
}
