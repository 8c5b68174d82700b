import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { share } from "./internal/options.ts";

/** Units set to 0 at random. */
export interface DropoutNode {
  readonly type: "dropout";
  /** The probability with which a unit is kept. */
  readonly keepRate: number;
}

export const dropoutDefinition: NodeDefinition<DropoutNode> = defineNode<DropoutNode>(
  "dropout",
  "Units set to 0 at random, in training.",
  { keepRate: share("The probability with which a unit is kept.") },
);

/**
 * Returns dropout in training: each unit of each example is kept with probability `keepRate` and then
 * divided by it, else 0.
 *
 * Masks are independent between examples, places and units, so that only second moments of a place of
 * an example with itself change: K' = K / keepRate, Θ' = Θ / keepRate there.
 *
 * @throws {NetworkError} when `keepRate` is not above 0 and at most 1
 */
export function dropout(keepRate: number): DropoutNode {
  return construct(dropoutDefinition, { keepRate });
}
