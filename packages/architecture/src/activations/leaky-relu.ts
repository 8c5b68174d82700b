import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = max(x, 0) + alpha min(x, 0). */
export interface LeakyReluNode {
  readonly type: "leakyRelu";
  /** Slope below zero. */
  readonly alpha: number;
}

/** Options of {@link leakyRelu}; what is left out has the default. */
export type LeakyReluOptions = Partial<Omit<LeakyReluNode, "type">>;

export const leakyReluDefinition: NodeDefinition<LeakyReluNode> = defineNode<LeakyReluNode>(
  "leakyRelu",
  "The rectifier with slope alpha below zero.",
  { alpha: finite("Slope below zero.").default(0.01) },
);

/**
 * Returns the layer φ(x) = max(x, 0) + alpha min(x, 0), applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Tsuchida et al. 2018, arXiv:1711.09090
 */
export function leakyRelu(options: LeakyReluOptions = {}): LeakyReluNode {
  return construct(leakyReluDefinition, options);
}
