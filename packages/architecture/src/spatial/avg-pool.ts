import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { flag } from "../internal/options.ts";
import { type PoolOptions, poolOptions } from "../internal/pool-options.ts";

/** Means over windows. */
export interface AvgPoolNode extends PoolOptions {
  readonly type: "avgPool";
  /** Whether a window over the edge divides by what it sees there and not by its size; for padding "same". */
  readonly normalizeEdges: boolean;
}

/** Options of {@link avgPool}; only `windowShape` has no default. */
export type AvgPoolOptions = Pick<AvgPoolNode, "windowShape"> & Partial<Omit<AvgPoolNode, "type">>;

export const avgPoolDefinition: NodeDefinition<AvgPoolNode> = defineNode<AvgPoolNode>(
  "avgPool",
  "Means over windows.",
  {
    ...poolOptions,
    normalizeEdges: flag(
      "Whether a window over the edge divides by what it sees and not by its size.",
    ).default(false),
  },
);

/**
 * Returns the mean over windows: K'(p, p') is the mean of K over both windows, and so is Θ'.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function avgPool(options: AvgPoolOptions): AvgPoolNode {
  return construct(avgPoolDefinition, options);
}
