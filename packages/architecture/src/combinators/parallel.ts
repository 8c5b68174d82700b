import * as z from "zod";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ChildSchema, frozenNode } from "../internal/frozen-node.ts";
import type { Network } from "../network.ts";

/** One network per input, side by side. */
export interface ParallelNode {
  readonly type: "parallel";
  readonly branches: readonly Network[];
}

export function parallelDefinition(child: ChildSchema): NodeDefinition<ParallelNode> {
  const must = "must be a list of at least one network";
  return defineNode<ParallelNode>("parallel", "One network per input, side by side.", {
    branches: z
      .array(child, { error: must })
      .min(1, { error: must })
      .describe("The branches, as many as the fanOut before makes copies."),
  });
}

const shallow = parallelDefinition(frozenNode);

/**
 * Returns branches side by side: branch i reads input i.
 *
 * It stands after {@link fanOut} (or another `parallel`) of the same count, and before
 * {@link fanInSum} or {@link fanInConcat}.
 *
 * @throws {NetworkError} when there is no branch or one is not a node
 */
export function parallel(...branches: readonly Network[]): ParallelNode {
  return construct(shallow, { branches });
}
