import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ConvolutionOptions, convolutionOptions } from "../internal/weight-options.ts";

/** A convolution: one filter for every place. */
export interface ConvNode extends ConvolutionOptions {
  readonly type: "conv";
}

/** Options of {@link conv}; only `filterShape` has no default. */
export type ConvOptions = Pick<ConvolutionOptions, "filterShape"> & Partial<ConvolutionOptions>;

export const convDefinition: NodeDefinition<ConvNode> = defineNode<ConvNode>(
  "conv",
  "A convolution, the same filter at every place; any number of spatial axes.",
  convolutionOptions,
);

/**
 * Returns a convolution with any number of spatial axes, z(p) = weightStd / √fanIn Σ_δ W_δ x(s p + δ) +
 * biasStd b, fanIn = channels × size of the filter.
 *
 * With A(K)(p, p') the mean over the filter of K(s p + δ, s p' + δ), the same δ on both sides:
 * K' = weightStd² A(K) + biasStd², Θ' = K' + weightStd² A(Θ); "standard": Θ' = fanIn A(K) +
 * weightStd² A(Θ) + 1[bias]. Where the window begins: {@link slidingWindow}. Without spatial axes it is
 * {@link dense}.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Arora et al. 2019, arXiv:1904.11955; Novak et al. 2019, arXiv:1810.05148
 */
export function conv(options: ConvOptions): ConvNode {
  return construct(convDefinition, options);
}
