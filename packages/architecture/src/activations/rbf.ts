import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { nonNegative } from "../internal/options.ts";

/** φ(x) = √2 sin(√(2 gamma) x + π/4). */
export interface RbfNode {
  readonly type: "rbf";
  /** Inverse squared length scale. */
  readonly gamma: number;
}

/** Options of {@link rbf}; what is left out has the default. */
export type RbfOptions = Partial<Omit<RbfNode, "type">>;

export const rbfDefinition: NodeDefinition<RbfNode> = defineNode<RbfNode>(
  "rbf",
  "The sine whose covariance is the Gaussian kernel exp(-gamma |u - v|²).",
  { gamma: nonNegative("Inverse squared length scale.").default(1) },
);

/**
 * Returns the layer φ(x) = √2 sin(√(2 gamma) x + π/4), applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Rahimi & Recht 2007, "Random Features for Large-Scale Kernel Machines"
 */
export function rbf(options: RbfOptions = {}): RbfNode {
  return construct(rbfDefinition, options);
}
