import * as z from "zod";
import type { Network } from "../network.ts";

/** The schema of a nested network, deep or shallow: combinators take it as an argument. */
export type ChildSchema = z.ZodType<Network>;

/**
 * A nested network as its parent's constructor sees it: a frozen node, as every constructor and
 * reader returns it, is taken as it is, so that building a tree takes linear time.
 */
export const frozenNode: ChildSchema = z.custom<Network>(isFrozenNode, {
  error: "must be a node that a constructor or fromJson returned",
});

function isFrozenNode(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !Object.isFrozen(value)) return false;
  return typeof (value as { type?: unknown }).type === "string";
}
