import * as z from "zod";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { choice, flag } from "../internal/options.ts";

/** Data brought to another size by interpolation. */
export interface ImageResizeNode {
  readonly type: "imageResize";
  /** New sizes, one per spatial axis; null keeps the axis as it is. */
  readonly shape: readonly (number | null)[];
  /** "linear" between the nearest places, or the "nearest" place itself. */
  readonly method: "linear" | "nearest";
  /** Whether "linear" widens its triangle when an axis shrinks, so that every place counts. */
  readonly antialias: boolean;
}

/** Options of {@link imageResize}; only `shape` has no default. */
export type ImageResizeOptions = Pick<ImageResizeNode, "shape"> &
  Partial<Omit<ImageResizeNode, "type">>;

const must = "must be a list of whole numbers of at least 1, or null for axes that stay";

export const imageResizeDefinition: NodeDefinition<ImageResizeNode> = defineNode<ImageResizeNode>(
  "imageResize",
  "Data brought to another size by interpolation.",
  {
    shape: z
      .array(z.int({ error: must }).min(1, { error: must }).nullable(), { error: must })
      .describe("New sizes, one per spatial axis; null keeps the axis."),
    method: choice("linear between the nearest places, or the nearest one.", [
      "linear",
      "nearest",
    ]).default("linear"),
    antialias: flag("Whether linear widens its triangle when an axis shrinks.").default(false),
  },
);

/**
 * Returns resampling to new sizes, axis by axis, with pixel centres at half-integers.
 *
 * Place o of m looks at x = (o + ½) n/m − ½ of n. "linear" weighs the places by max(0, 1 − |p − x| / w),
 * weights normalised, w = 1 or, with `antialias`, max(1, n/m); "nearest" takes place ⌊(o + ½) n/m⌋.
 * K' = M K Mᵀ and Θ' = M Θ Mᵀ.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 */
export function imageResize(options: ImageResizeOptions): ImageResizeNode {
  return construct(imageResizeDefinition, options);
}
