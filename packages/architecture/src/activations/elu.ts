import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = x for x ≥ 0, alpha (exp(x) - 1) below. */
export interface EluNode {
  readonly type: "elu";
  /** Size of the exponential branch. */
  readonly alpha: number;
}

/** Options of {@link elu}; what is left out has the default. */
export type EluOptions = Partial<Omit<EluNode, "type">>;

export const eluDefinition: NodeDefinition<EluNode> = defineNode<EluNode>(
  "elu",
  "The exponential linear unit.",
  { alpha: finite("Size of the exponential branch.").default(1) },
);

/**
 * Returns the layer φ(x) = x for x ≥ 0, alpha (exp(x) - 1) below, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Clevert et al. 2015, arXiv:1511.07289
 */
export function elu(options: EluOptions = {}): EluNode {
  return construct(eluDefinition, options);
}
