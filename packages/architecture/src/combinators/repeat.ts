import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ChildSchema, frozenNode } from "../internal/frozen-node.ts";
import { whole } from "../internal/options.ts";
import type { Network } from "../network.ts";

/** One layer several times over, each time with parameters of its own. */
export interface RepeatNode {
  readonly type: "repeat";
  readonly layer: Network;
  /** How often; 0 is the identity. */
  readonly times: number;
}

export function repeatDefinition(child: ChildSchema): NodeDefinition<RepeatNode> {
  return defineNode<RepeatNode>(
    "repeat",
    "One layer several times over, each time with parameters of its own.",
    {
      layer: child.describe("The layer to repeat; often a serial."),
      times: whole("How often; 0 is the identity.", 0),
    },
  );
}

const shallow = repeatDefinition(frozenNode);

/**
 * Returns `layer` applied `times` times, each time with parameters of its own: the same network as
 * `serial` with `times` copies, in constant space.
 *
 * @throws {NetworkError} when `times` is not a whole number of at least 0
 */
export function repeat(layer: Network, times: number): RepeatNode {
  return construct(shallow, { layer, times });
}
