import { momentNames } from "../moments.ts";
import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { Field } from "./field.ts";
import { forEachEntry } from "./field.ts";
import type { ForkOp } from "./spatial-op.ts";
import type { Variances } from "./variances.ts";
import { varianceAt } from "./variances.ts";

/** A branch of a fork at its end. */
export interface Branch {
  readonly field: Field;
  readonly left: Variances;
  readonly right: Variances;
}

/** The field of a weighted sum or concatenation, or of a product, of independent branches. */
export function mergeFields({ merge, weights }: ForkOp, branches: readonly Branch[]): Field {
  const [first] = branches;
  const { field } = first!;
  forEachEntry(field, (k, p1, p2, lane) => {
    let total = entryOf(first!, k, p1, p2, lane, merge === "sum" ? weights[0]! : 1);
    for (const [i, branch] of branches.entries()) {
      if (i === 0) continue;
      const next = entryOf(branch, k, p1, p2, lane, merge === "sum" ? weights[i]! : 1);
      total = merge === "sum" ? add(total, next) : multiply(total, next);
    }
    for (const name of momentNames) field[name][k] = total[name];
  });
  return field;
}

interface Entry {
  readonly q1: number;
  readonly q2: number;
  readonly cov: number;
  readonly apart: number;
  readonly together: number;
  readonly diff: number;
  readonly ntk: number;
}

function entryOf(
  { field, left, right }: Branch,
  k: number,
  p1: number,
  p2: number,
  lane: number,
  weight: number,
): Entry {
  return {
    q1: weight * varianceAt(left, p1),
    q2: weight * varianceAt(right, p2, lane),
    cov: weight * field.cov[k]!,
    apart: weight * field.apart[k]!,
    together: weight * field.together[k]!,
    diff: weight * field.diff[k]!,
    ntk: weight * field.ntk[k]!,
  };
}

function add(a: Entry, b: Entry): Entry {
  const excess = radiusExcess(a.q1, a.q2, a.diff, b.q1, b.q2, b.diff);
  return {
    q1: a.q1 + b.q1,
    q2: a.q2 + b.q2,
    cov: a.cov + b.cov,
    apart: a.apart + b.apart + excess,
    together: a.together + b.together + excess,
    diff: a.diff + b.diff,
    ntk: a.ntk + b.ntk,
  };
}

/** K = K_a K_b, Θ = Θ_a K_b + K_a Θ_b; R − c and R + c of the product are sums of products of those. */
function multiply(a: Entry, b: Entry): Entry {
  return {
    q1: a.q1 * b.q1,
    q2: a.q2 * b.q2,
    cov: a.cov * b.cov,
    apart: (a.apart * b.together + a.together * b.apart) / 4,
    together: (a.apart * b.apart + a.together * b.together) / 4,
    diff: a.diff * b.q1 + a.q2 * b.diff,
    ntk: a.ntk * b.cov + a.cov * b.ntk,
  };
}
