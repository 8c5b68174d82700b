import * as z from "zod";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ChildSchema, frozenNode } from "../internal/frozen-node.ts";
import type { Network } from "../network.ts";

/** Layers one after the other; none at all is the identity. */
export interface SerialNode {
  readonly type: "serial";
  readonly layers: readonly Network[];
}

export function serialDefinition(child: ChildSchema): NodeDefinition<SerialNode> {
  return defineNode<SerialNode>("serial", "Layers one after the other.", {
    layers: z
      .array(child, { error: "must be a list of networks" })
      .describe("The layers in the order in which the input passes them; none is the identity."),
  });
}

const shallow = serialDefinition(frozenNode);

/**
 * Returns the composition of layers, the first one applied first.
 *
 * `serial()` is the identity. A nested `serial` is kept as it is, and so has a hash of its own.
 *
 * @throws {NetworkError} when a layer is not a node
 */
export function serial(...layers: readonly Network[]): SerialNode {
  return construct(shallow, { layers });
}
