import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = a exp(b x). */
export interface ExpNode {
  readonly type: "exp";
  /** Factor outside. */
  readonly a: number;
  /** Factor inside. */
  readonly b: number;
}

/** Options of {@link exp}; what is left out has the default. */
export type ExpOptions = Partial<Omit<ExpNode, "type">>;

export const expDefinition: NodeDefinition<ExpNode> = defineNode<ExpNode>(
  "exp",
  "The exponential a exp(b x).",
  { a: finite("Factor outside.").default(1), b: finite("Factor inside.").default(1) },
);

/**
 * Returns the layer φ(x) = a exp(b x), applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Mairal et al. 2014; Daniely et al. 2016
 */
export function exp(options: ExpOptions = {}): ExpNode {
  return construct(expDefinition, options);
}
