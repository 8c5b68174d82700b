import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type PoolOptions, poolOptions } from "../internal/pool-options.ts";

/** Maxima over windows. */
export interface MaxPoolNode extends PoolOptions {
  readonly type: "maxPool";
}

/** Options of {@link maxPool}; only `windowShape` has no default. */
export type MaxPoolOptions = Pick<PoolOptions, "windowShape"> & Partial<PoolOptions>;

export const maxPoolDefinition: NodeDefinition<MaxPoolNode> = defineNode<MaxPoolNode>(
  "maxPool",
  "Maxima over windows; finite networks only.",
  poolOptions,
);

/**
 * Returns the maximum over windows, for finite networks: it has no known limit at infinite width.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function maxPool(options: MaxPoolOptions): MaxPoolNode {
  return construct(maxPoolDefinition, options);
}
