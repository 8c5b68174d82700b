import * as z from "zod";
import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import {
  choice,
  flag,
  nonNegative,
  nonNegativeOrNull,
  positive,
  whole,
} from "./internal/options.ts";

/** Every place replaced by a weighted mean over all places, with weights from the data. */
export interface SelfAttentionNode {
  readonly type: "selfAttention";
  /** How many heads a finite network has; at infinite width there are infinitely many. */
  readonly heads: number;
  /** Channels of the keys, queries and values of one head of a finite network. */
  readonly headChannels?: number;
  /** Output channels. Infinite-width kernels need them only before a standard-parametrised layer or a concatenation. */
  readonly channels?: number;
  /** Standard deviations of the four matrices; queries and keys count by their product, and so do values and outputs. */
  readonly queryStd: number;
  readonly keyStd: number;
  readonly valueStd: number;
  readonly outStd: number;
  /** Standard deviation of the output's biases; null means that there is no bias parameter. */
  readonly biasStd: number | null;
  /** What turns products of queries and keys into weights. */
  readonly mechanism: "softmax" | "identity" | "abs" | "relu";
  /** "linear" divides the products by headChannels and ties queries to keys; "sqrt" divides by √headChannels. */
  readonly scaling: "linear" | "sqrt";
  /** How random embeddings of places enter: not at all, added to the input, or as further channels. */
  readonly positional: "none" | "sum" | "concat";
  /** Standard deviation of the embeddings of places. */
  readonly positionalStd: number;
  /** λ in their covariance exp(-λ Σ |difference|^positionalNorm); null: those of different places are independent. */
  readonly positionalDecay: number | null;
  /** p of the distance Σ over axes |difference|^p; up to 2, so that it gives a covariance. */
  readonly positionalNorm: number;
  /** Whether values are computed from the embeddings too. */
  readonly positionalValues: boolean;
  /** Channels of the embeddings for "concat"; as many as the input has where left out. */
  readonly positionalChannels?: number;
  /** Whether the parameters are trained, and so take part in the NTK. */
  readonly trainable: boolean;
}

/** Options of {@link selfAttention}; what is left out has the default. */
export type SelfAttentionOptions = Partial<Omit<SelfAttentionNode, "type">>;

const mustBeNorm = "must be a number above 0 and at most 2";

export const selfAttentionDefinition: NodeDefinition<SelfAttentionNode> =
  defineNode<SelfAttentionNode>(
    "selfAttention",
    "Scaled dot-product self-attention over all places.",
    {
      heads: whole("How many heads a finite network has.", 1).default(1),
      headChannels: whole(
        "Channels of the keys, queries and values of one head of a finite network.",
        1,
      ).optional(),
      channels: whole(
        "Output channels; kernels need them only before a standard layer or a fanInConcat.",
        1,
      ).optional(),
      queryStd: nonNegative("Standard deviation of the query weights.").default(1),
      keyStd: nonNegative("Standard deviation of the key weights.").default(1),
      valueStd: nonNegative("Standard deviation of the value weights.").default(1),
      outStd: nonNegative("Standard deviation of the output weights.").default(1),
      biasStd: nonNegativeOrNull("Standard deviation of the biases; null: none.").default(null),
      mechanism: choice("What turns products of queries and keys into weights.", [
        "softmax",
        "identity",
        "abs",
        "relu",
      ]).default("softmax"),
      scaling: choice(
        "linear: products / headChannels, queries tied to keys; sqrt: products / sqrt(headChannels).",
        ["linear", "sqrt"],
      ).default("linear"),
      positional: choice("How embeddings of places enter: not, added, or as further channels.", [
        "none",
        "sum",
        "concat",
      ]).default("none"),
      positionalStd: nonNegative("Standard deviation of the embeddings of places.").default(1),
      positionalDecay: positive("lambda.")
        .nullable()
        .describe("lambda in their covariance exp(-lambda distance); null: independent places.")
        .default(null),
      positionalNorm: z
        .number({ error: mustBeNorm })
        .gt(0, { error: mustBeNorm })
        .max(2, { error: mustBeNorm })
        .describe("p of the distance, the sum over axes of |difference|^p.")
        .default(2),
      positionalValues: flag("Whether values are computed from the embeddings too.").default(false),
      positionalChannels: whole(
        "Channels of the embeddings for concat; as many as the input has where left out.",
        1,
      ).optional(),
      trainable: flag("Whether the parameters are trained, and so take part in the NTK.").default(
        true,
      ),
    },
  );

/**
 * Returns self-attention over all places with infinitely many heads in its limit.
 *
 * With a = queryStd keyStd, o = outStd valueStd, K̃ = K with the embeddings' covariance R: "sum" K +
 * positionalStd² R, "concat" the mean of K and positionalStd² R weighted by channels:
 *
 * - scaling "linear", queries tied to keys: G = ζ(a K̃(x, x)) with ζ the mechanism (softmax over the
 *   keys), K' = o² G₁ K G₂ᵀ + biasStd², Θ' = o² G₁ Θ G₂ᵀ + 2(K' - biasStd²) + biasStd²; with
 *   `positionalValues`, K̃ (and Θ with R) in place of K;
 * - scaling "sqrt", mechanism "identity": K' = a² o² ⟨K̃, K⟩ K̃ + biasStd², Θ' = a² o² (m K̃ + ⟨K̃, K⟩ (Θ̃ +
 *   4 K̃)) + biasStd² with m = ⟨K̃, Θ⟩ + ⟨K, Θ̃⟩. Other mechanisms have no limit in closed form there.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Hron et al. 2020, arXiv:2006.10540
 */
export function selfAttention(options: SelfAttentionOptions = {}): SelfAttentionNode {
  return construct(selfAttentionDefinition, options);
}
