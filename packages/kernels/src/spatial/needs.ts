import type { SpatialOp } from "./spatial-op.ts";

/** Which second moments are needed at one place of a network. */
export interface Need {
  /** Between the places of two examples: all pairs of places, or equal ones only. */
  readonly full: boolean;
  /** Of an example with itself: none, the variances, or the covariances of all places. */
  readonly own: "none" | "variances" | "full";
}

/** What nothing but the value at the end asks for. */
export const finalNeed: Need = { full: false, own: "none" };

/**
 * What is needed before each op, and at the end, shape [ops + 1]: decided backwards from the readout.
 *
 * @param uniform - whether all examples have one shape; equal places stay equal only then
 */
export function needsOf(ops: readonly SpatialOp[], end: Need, uniform: boolean): Need[] {
  const needs: Need[] = [{ ...end, full: end.full || !uniform }];
  for (const op of ops.toReversed()) needs.unshift(needBefore(op, needs[0]!, uniform));
  return needs;
}

function needBefore(op: SpatialOp, after: Need, uniform: boolean): Need {
  const own = after.own === "none" ? "variances" : after.own;
  switch (op.type) {
    case "rule":
      return op.curved ? { ...after, own } : after;
    case "normalize":
      return { ...after, own };
    case "window":
    case "dropout":
    case "index":
      return after;
    case "separate":
    case "trace":
    case "embedding":
      return { full: !uniform, own: after.own === "none" ? "none" : "variances" };
    case "attention":
      return { full: true, own: "full" };
    case "fork": {
      const branches = op.branches.map((branch) => needsOf(branch, after, uniform)[0]!);
      return branches.reduce(larger, after);
    }
    default:
      return { full: true, own: after.own === "none" ? "none" : "full" };
  }
}

function larger(a: Need, b: Need): Need {
  const own = [a.own, b.own];
  return {
    full: a.full || b.full,
    own: own.includes("full") ? "full" : own.includes("variances") ? "variances" : "none",
  };
}
