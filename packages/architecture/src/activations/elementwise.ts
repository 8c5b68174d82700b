import * as z from "zod";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** A function of the user's own, known to the network by its name only. */
export interface ElementwiseNode {
  readonly type: "elementwise";
  /** The name under which the function is given to whatever interprets the network. */
  readonly name: string;
}

const must = "must be a name of at most 100 letters, digits, '_', '-' or '.', a letter first";

export const elementwiseDefinition: NodeDefinition<ElementwiseNode> = defineNode<ElementwiseNode>(
  "elementwise",
  "A function of your own, given under this name to whatever interprets the network.",
  {
    name: z
      .string({ error: must })
      .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/, { error: must })
      .describe("The function's name."),
  },
);

/**
 * Returns a layer that applies a function of your own to every unit.
 *
 * The network stays plain data: it holds only the name, and the function is handed to the
 * interpreter (a kernel, a finite network) under it.
 *
 * @throws {NetworkError} when the name is not a plain name
 */
export function elementwise(name: string): ElementwiseNode {
  return construct(elementwiseDefinition, { name });
}
