import * as z from "zod";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";

/** Which places of an axis to take; as in Python, negative numbers count from the end. */
export interface Slice {
  /** The first place; the first of all (or the last, for a negative step) where left out. */
  readonly start?: number;
  /** The place before which to stop; none where left out. */
  readonly stop?: number;
  /** How far from one place to the next, 1 where left out; negative to go backwards. */
  readonly step?: number;
}

/** Some of the places. */
export interface IndexNode {
  readonly type: "index";
  /** One slice per spatial axis, or one place, which drops the axis; axes without an entry stay whole. */
  readonly slices: readonly (number | Slice)[];
}

const must = "must be a list of places and of slices with start, stop and step, whole numbers";

const place = z.int({ error: must });
const slice = z.strictObject(
  {
    start: place.optional(),
    stop: place.optional(),
    step: place.refine((step) => step !== 0, { error: "must not be 0" }).optional(),
  },
  { error: must },
);

export const indexDefinition: NodeDefinition<IndexNode> = defineNode<IndexNode>(
  "index",
  "Some of the places, by slices of the spatial axes.",
  {
    slices: z
      .array(z.union([place, slice], { error: must }), { error: must })
      .max(16, { error: must })
      .describe("One place or slice per spatial axis; axes without one stay whole.") as z.ZodType<
      readonly (number | Slice)[]
    >,
  },
);

/**
 * Returns the places that slices of the spatial axes take, `index([{ start: 1, step: 2 }, 0])`; a single
 * place drops its axis.
 *
 * @throws {NetworkError} when a slice is not made of whole numbers or its step is 0
 */
export function index(slices: readonly (number | Slice)[]): IndexNode {
  return construct(indexDefinition, { slices });
}
