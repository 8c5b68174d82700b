import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = a erf(b x) + c. */
export interface ErfNode {
  readonly type: "erf";
  /** Factor outside. */
  readonly a: number;
  /** Factor inside. */
  readonly b: number;
  /** Constant added. */
  readonly c: number;
}

/** Options of {@link erf}; what is left out has the default. */
export type ErfOptions = Partial<Omit<ErfNode, "type">>;

export const erfDefinition: NodeDefinition<ErfNode> = defineNode<ErfNode>(
  "erf",
  "The error function a erf(b x) + c.",
  {
    a: finite("Factor outside.").default(1),
    b: finite("Factor inside.").default(1),
    c: finite("Constant added.").default(0),
  },
);

/**
 * Returns the layer φ(x) = a erf(b x) + c, applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Williams 1997, "Computing with Infinite Networks"
 */
export function erf(options: ErfOptions = {}): ErfNode {
  return construct(erfDefinition, options);
}
