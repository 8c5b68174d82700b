import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { coefficients } from "../internal/options.ts";

/** φ(x) = Σⱼ coefficients[j] xʲ. */
export interface PolynomialNode {
  readonly type: "polynomial";
  /** Coefficients, constant term first. */
  readonly coefficients: readonly number[];
}

export const polynomialDefinition: NodeDefinition<PolynomialNode> = defineNode<PolynomialNode>(
  "polynomial",
  "A polynomial, constant term first.",
  { coefficients: coefficients("Coefficients, constant term first.") },
);

/**
 * Returns the layer φ(x) = Σⱼ coefficients[j] xʲ, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Han et al. 2022, arXiv:2209.04121
 */
export function polynomial(coefficients: readonly number[]): PolynomialNode {
  return construct(polynomialDefinition, { coefficients });
}
