import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ConvolutionOptions, convolutionOptions } from "../internal/weight-options.ts";

/** A locally connected layer: a convolution with a filter of its own at every place. */
export interface ConvLocalNode extends ConvolutionOptions {
  readonly type: "convLocal";
}

/** Options of {@link convLocal}; only `filterShape` has no default. */
export type ConvLocalOptions = Pick<ConvolutionOptions, "filterShape"> &
  Partial<ConvolutionOptions>;

export const convLocalDefinition: NodeDefinition<ConvLocalNode> = defineNode<ConvLocalNode>(
  "convLocal",
  "A locally connected layer, a convolution with a filter of its own at every place.",
  convolutionOptions,
);

/**
 * Returns a locally connected layer: {@link conv} with weights and biases of their own at every place.
 *
 * The same place: K' and Θ' as after `conv`. Different places of one or two inputs are independent:
 * K' = 0, and Θ' = 0.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Novak et al. 2019, arXiv:1810.05148
 */
export function convLocal(options: ConvLocalOptions): ConvLocalNode {
  return construct(convLocalDefinition, options);
}
