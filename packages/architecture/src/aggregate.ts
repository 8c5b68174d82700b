import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { spatialAxis } from "./internal/options.ts";

/** Every vertex of a graph replaced by the sum over those that point at it. */
export interface AggregateNode {
  readonly type: "aggregate";
  /** The spatial axis whose places are vertices, 1 the first. */
  readonly axis: number;
}

/** Options of {@link aggregate}; what is left out has the default. */
export type AggregateOptions = Partial<Omit<AggregateNode, "type">>;

export const aggregateDefinition: NodeDefinition<AggregateNode> = defineNode<AggregateNode>(
  "aggregate",
  "Every vertex of a graph replaced by the weighted sum over its predecessors.",
  { axis: spatialAxis("The spatial axis whose places are vertices, 1 the first.").default(1) },
);

/**
 * Returns the layer of a graph network, z(v) = Σ_u A(u, v) x(u), A the edges of the example's graph:
 * K' = A₁ᵀ K A₂, Θ' = A₁ᵀ Θ A₂.
 *
 * The graph belongs to the data, and is given to what interprets the network together with them.
 *
 * @throws {NetworkError} when `axis` is not a whole number from 1
 * @see Du et al. 2019, arXiv:1905.13192
 */
export function aggregate(options: AggregateOptions = {}): AggregateNode {
  return construct(aggregateDefinition, options);
}
