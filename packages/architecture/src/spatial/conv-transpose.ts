import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { type ConvolutionOptions, convolutionOptions } from "../internal/weight-options.ts";

/** A transposed convolution: every place of the input is spread over a filter's width. */
export interface ConvTransposeNode extends ConvolutionOptions {
  readonly type: "convTranspose";
}

/** Options of {@link convTranspose}; only `filterShape` has no default. */
export type ConvTransposeOptions = Pick<ConvolutionOptions, "filterShape"> &
  Partial<ConvolutionOptions>;

export const convTransposeDefinition: NodeDefinition<ConvTransposeNode> =
  defineNode<ConvTransposeNode>(
    "convTranspose",
    "A transposed convolution, which enlarges the data by its strides.",
    convolutionOptions,
  );

/**
 * Returns a transposed convolution, z(s p + δ) = weightStd / √fanIn Σ W_δ x(p) + biasStd b, with fanIn =
 * channels × size of the filter, as for {@link conv}: the adjoint of a convolution with the same options.
 *
 * K' = weightStd² Aᵀ(K) + biasStd², Θ' = K' + weightStd² Aᵀ(Θ), where Aᵀ(K)(o, o') is the sum of K(p, p')
 * over s p + δ = o, s p' + δ = o' divided by the size of the filter. Sizes: {@link transposedWindow}.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function convTranspose(options: ConvTransposeOptions): ConvTransposeNode {
  return construct(convTransposeDefinition, options);
}
