import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { whole } from "../internal/options.ts";

/** Copies of the input, one per branch. */
export interface FanOutNode {
  readonly type: "fanOut";
  readonly count: number;
}

export const fanOutDefinition: NodeDefinition<FanOutNode> = defineNode<FanOutNode>(
  "fanOut",
  "Copies of the input, one per branch of the parallel that follows.",
  { count: whole("How many copies.", 1) },
);

/**
 * Returns the node that hands its input to `count` branches; {@link parallel} follows.
 *
 * @throws {NetworkError} when `count` is not a whole number of at least 1
 */
export function fanOut(count: number): FanOutNode {
  return construct(fanOutDefinition, { count });
}
