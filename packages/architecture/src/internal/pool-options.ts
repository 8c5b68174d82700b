import type * as z from "zod";
import { wholes } from "./options.ts";
import { type Padding, padding, strides } from "./weight-options.ts";

/** Options of every pooling window. */
export interface PoolOptions {
  /** Sizes of the window, one per spatial axis. */
  readonly windowShape: readonly number[];
  /** Steps of the window, one per spatial axis; all 1 where left out. */
  readonly strides?: readonly number[];
  /** What lies beyond the edges: "valid" nothing is read there, "same" zeros, "circular" the other side. */
  readonly padding: Padding;
}

/** The schemas of {@link PoolOptions}. */
export const poolOptions: {
  readonly [Key in keyof PoolOptions]-?: z.ZodType<
    PoolOptions[Key] | (object extends Pick<PoolOptions, Key> ? undefined : never)
  >;
} = {
  windowShape: wholes("Sizes of the window, one per spatial axis.", 1),
  strides: strides(),
  padding: padding(),
};
