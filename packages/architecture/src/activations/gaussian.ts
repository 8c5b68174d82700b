import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite, negative } from "../internal/options.ts";

/** φ(x) = a exp(b x²), b < 0. */
export interface GaussianNode {
  readonly type: "gaussian";
  /** Height. */
  readonly a: number;
  /** Curvature; below zero. */
  readonly b: number;
}

/** Options of {@link gaussian}; what is left out has the default. */
export type GaussianOptions = Partial<Omit<GaussianNode, "type">>;

export const gaussianDefinition: NodeDefinition<GaussianNode> = defineNode<GaussianNode>(
  "gaussian",
  "The bell a exp(b x²).",
  { a: finite("Height.").default(1), b: negative("Curvature; below zero.").default(-1) },
);

/**
 * Returns the layer φ(x) = a exp(b x²), b < 0, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Williams 1997, "Computing with Infinite Networks"
 */
export function gaussian(options: GaussianOptions = {}): GaussianNode {
  return construct(gaussianDefinition, options);
}
