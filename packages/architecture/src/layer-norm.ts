import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import * as z from "zod";
import { nonNegative, spatialAxis } from "./internal/options.ts";

/** Every example's units brought to mean square 1, at each place or over places too. */
export interface LayerNormNode {
  readonly type: "layerNorm";
  /** Added to the mean square before the division. */
  readonly epsilon: number;
  /** The axes over which the mean square is taken beside the channels, the first spatial one being 1. */
  readonly spatialAxes: readonly number[] | "all";
}

/** Options of {@link layerNorm}; what is left out has the default. */
export type LayerNormOptions = Partial<Omit<LayerNormNode, "type">>;

export const layerNormDefinition: NodeDefinition<LayerNormNode> = defineNode<LayerNormNode>(
  "layerNorm",
  "Layer normalisation over the units, and over spatial axes.",
  {
    epsilon: nonNegative("Added to the mean square before the division.").default(1e-12),
    spatialAxes: axes().default([]),
  },
);

function axes(): z.ZodUnion<readonly [z.ZodLiteral<"all">, z.ZodArray<z.ZodNumber>]> {
  const must = 'must be "all" or a list of different spatial axes, each from 1';
  const list = z
    .array(spatialAxis("One axis."), { error: must })
    .refine((values) => new Set(values).size === values.length, { error: must });
  return z
    .union([z.literal("all"), list], { error: must })
    .describe(
      "Spatial axes over which the mean is taken beside the channels, 1 the first; or all.",
    );
}

/**
 * Returns layer normalisation over the units: K' = K / √((epsilon + q₁)(epsilon + q₂)) with q the
 * variances, and the same divisor for Θ.
 *
 * On spatial data q is the variance at a place, or its mean over `spatialAxes`: with "all", over the
 * whole example.
 *
 * @throws {NetworkError} when `epsilon` is below 0 or an axis is named twice
 * @see Ba et al. 2016, arXiv:1607.06450; the map as in neural-tangents' LayerNorm
 */
export function layerNorm(options: LayerNormOptions = {}): LayerNormNode {
  return construct(layerNormDefinition, options);
}
