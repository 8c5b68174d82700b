import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = a min(x, 0) + b max(x, 0). */
export interface AbReluNode {
  readonly type: "abRelu";
  /** Slope below zero. */
  readonly a: number;
  /** Slope above zero. */
  readonly b: number;
}

/** Options of {@link abRelu}. */
export type AbReluOptions = Omit<AbReluNode, "type">;

export const abReluDefinition: NodeDefinition<AbReluNode> = defineNode<AbReluNode>(
  "abRelu",
  "Two slopes: a below zero, b above.",
  { a: finite("Slope below zero."), b: finite("Slope above zero.") },
);

/**
 * Returns the layer φ(x) = a min(x, 0) + b max(x, 0), applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Tsuchida et al. 2018, arXiv:1711.09090
 */
export function abRelu(options: AbReluOptions): AbReluNode {
  return construct(abReluDefinition, options);
}
