import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { degree } from "../internal/options.ts";

/** φ(x) = xⁿ. */
export interface MonomialNode {
  readonly type: "monomial";
  /** Degree n, a whole number from 0 to 1000. */
  readonly degree: number;
}

export const monomialDefinition: NodeDefinition<MonomialNode> = defineNode<MonomialNode>(
  "monomial",
  "The power x^n.",
  { degree: degree("Degree n, a whole number from 0 to 1000.") },
);

/**
 * Returns the layer φ(x) = xⁿ, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Han et al. 2022, arXiv:2209.04121
 */
export function monomial(degree: number): MonomialNode {
  return construct(monomialDefinition, { degree });
}
