import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { degree } from "../internal/options.ts";

/** φ(x) = hₙ(x), the normalised probabilists' Hermite polynomial, E[hₙ(z)²] = 1. */
export interface HermiteNode {
  readonly type: "hermite";
  /** Degree n, a whole number from 0 to 1000. */
  readonly degree: number;
}

export const hermiteDefinition: NodeDefinition<HermiteNode> = defineNode<HermiteNode>(
  "hermite",
  "The normalised Hermite polynomial of a degree.",
  { degree: degree("Degree n, a whole number from 0 to 1000.") },
);

/**
 * Returns the layer φ(x) = hₙ(x), the normalised probabilists' Hermite polynomial, E[hₙ(z)²] = 1, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Daniely et al. 2016, arXiv:1602.05897
 */
export function hermite(degree: number): HermiteNode {
  return construct(hermiteDefinition, { degree });
}
