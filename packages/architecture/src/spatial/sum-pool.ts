import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type PoolOptions, poolOptions } from "../internal/pool-options.ts";

/** Sums over windows. */
export interface SumPoolNode extends PoolOptions {
  readonly type: "sumPool";
}

/** Options of {@link sumPool}; only `windowShape` has no default. */
export type SumPoolOptions = Pick<PoolOptions, "windowShape"> & Partial<PoolOptions>;

export const sumPoolDefinition: NodeDefinition<SumPoolNode> = defineNode<SumPoolNode>(
  "sumPool",
  "Sums over windows.",
  poolOptions,
);

/**
 * Returns the sum over windows: K'(p, p') is the sum of K over both windows, and so is Θ'.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function sumPool(options: SumPoolOptions): SumPoolNode {
  return construct(sumPoolDefinition, options);
}
