import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { finite } from "../internal/options.ts";

/** φ(x) = a sin(b x + c). */
export interface SinNode {
  readonly type: "sin";
  /** Amplitude. */
  readonly a: number;
  /** Frequency. */
  readonly b: number;
  /** Phase in radians. */
  readonly c: number;
}

/** Options of {@link sin}; what is left out has the default. */
export type SinOptions = Partial<Omit<SinNode, "type">>;

export const sinDefinition: NodeDefinition<SinNode> = defineNode<SinNode>(
  "sin",
  "The sine a sin(b x + c).",
  {
    a: finite("Amplitude.").default(1),
    b: finite("Frequency.").default(1),
    c: finite("Phase in radians.").default(0),
  },
);

/**
 * Returns the layer φ(x) = a sin(b x + c), applied to every unit.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Louart et al. 2018; Pearce et al. 2019
 */
export function sin(options: SinOptions = {}): SinNode {
  return construct(sinDefinition, options);
}
