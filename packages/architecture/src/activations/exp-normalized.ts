import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite, nonNegative } from "../internal/options.ts";

/** K = √(q₁ q₂) exp(gamma (ρ + shift)), ρ the correlation; there is no finite network of it. */
export interface ExpNormalizedNode {
  readonly type: "expNormalized";
  /** Steepness in the correlation. */
  readonly gamma: number;
  /** Added to the correlation. */
  readonly shift: number;
}

/** Options of {@link expNormalized}; what is left out has the default. */
export type ExpNormalizedOptions = Partial<Omit<ExpNormalizedNode, "type">>;

export const expNormalizedDefinition: NodeDefinition<ExpNormalizedNode> =
  defineNode<ExpNormalizedNode>(
    "expNormalized",
    "The normalised exponential kernel sqrt(q1 q2) exp(gamma (rho + shift)). Infinite width only: no function of one number has it.",
    {
      gamma: nonNegative("Steepness in the correlation.").default(1),
      shift: finite("Added to the correlation.").default(-1),
    },
  );

/**
 * Returns the layer with the covariance map K = √(q₁ q₂) exp(gamma (ρ + shift)), ρ the correlation. It has no finite-width form.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Shankar et al. 2020, arXiv:2003.02237
 */
export function expNormalized(options: ExpNormalizedOptions = {}): ExpNormalizedNode {
  return construct(expNormalizedDefinition, options);
}
