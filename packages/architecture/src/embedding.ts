import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { choice, flag, nonNegative, whole } from "./internal/options.ts";

/** A random vector for every word. */
export interface EmbeddingNode {
  readonly type: "embedding";
  /** How many words there are; the input's numbers are from 0 to one less. */
  readonly vocabularySize: number;
  /** Length of a vector; kernels need it only before a standard layer or a fanInConcat. */
  readonly channels?: number;
  /** Standard deviation of the entries. */
  readonly weightStd: number;
  /** Where the factor stands: "ntk" in front of N(0, 1) parameters, "standard" in their variance. */
  readonly parameterization: "ntk" | "standard";
  /** Whether the vectors are trained, and so take part in the NTK. */
  readonly trainable: boolean;
}

/** Options of {@link embedding}; only `vocabularySize` has no default. */
export type EmbeddingOptions = Pick<EmbeddingNode, "vocabularySize"> &
  Partial<Omit<EmbeddingNode, "type">>;

export const embeddingDefinition: NodeDefinition<EmbeddingNode> = defineNode<EmbeddingNode>(
  "embedding",
  "A random vector for every word of a vocabulary.",
  {
    vocabularySize: whole("How many words there are.", 1),
    channels: whole(
      "Length of a vector; kernels need it only before a standard layer or a fanInConcat.",
      1,
    ).optional(),
    weightStd: nonNegative("Standard deviation of the entries.").default(1),
    parameterization: choice(
      "ntk: N(0, 1) parameters with the factor in front; standard: the factor is in their variance.",
      ["ntk", "standard"],
    ).default("ntk"),
    trainable: flag("Whether the vectors are trained, and so take part in the NTK.").default(true),
  },
);

/**
 * Returns the layer that replaces whole numbers [N, T, 1] by random vectors, weightStd E[word], all
 * E ~ N(0, 1): K' = weightStd² for equal words, else 0, and Θ' = K' ("standard": 1 for equal words).
 *
 * It reads the input, whose one channel has whole numbers from 0 to vocabularySize - 1.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function embedding(options: EmbeddingOptions): EmbeddingNode {
  return construct(embeddingDefinition, options);
}
