import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { degree } from "../internal/options.ts";

/** φ(x) = xⁿ for x ≥ 0, else 0. */
export interface RectifiedMonomialNode {
  readonly type: "rectifiedMonomial";
  /** Degree n, a whole number from 0 to 1000. */
  readonly degree: number;
}

export const rectifiedMonomialDefinition: NodeDefinition<RectifiedMonomialNode> =
  defineNode<RectifiedMonomialNode>("rectifiedMonomial", "The power x^n above zero, 0 below.", {
    degree: degree("Degree n, a whole number from 0 to 1000."),
  });

/**
 * Returns the layer φ(x) = xⁿ for x ≥ 0, else 0, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Cho & Saul 2009, arc-cosine kernel of degree n
 */
export function rectifiedMonomial(degree: number): RectifiedMonomialNode {
  return construct(rectifiedMonomialDefinition, { degree });
}
