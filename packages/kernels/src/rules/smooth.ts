import type { BoundDual, Dual, Parity } from "../duals/dual.ts";
import { angularChord } from "../numerics/angular-chord.ts";
import type { PairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";

/**
 * The rule of an activation that is given by its dual: c' = E φφ, Θ' = E φ'φ' Θ.
 *
 * Where the outputs are nearly parallel, `apart` is not 2(R' − c'), in which it would be lost, but
 * the sum of its two causes: the angle between the inputs, and the difference of their radii. For odd
 * and even φ an obtuse angle is first turned into an acute one, so that nearly opposite inputs are
 * as exact.
 */
export function smoothRule(dual: Dual): Rule {
  return {
    bind(rows: RowVariances): BoundRule {
      const bound = dual.bind(rows);
      const left = bound.left.variance;
      return {
        rows: { left, right: rows.right === rows.left ? left : bound.right.variance },
        apply: (block) => {
          applySmooth(dual.parity, bound, rows, block);
        },
      };
    },
  };
}

/** Outputs with R' − c' below this part of R' are nearly parallel: 12 digits of it are left. */
const NEAR = 1e-4;

/** Below this relative difference of variances the first order of the difference is enough. */
const CLOSE_VARIANCES = 1e-5;

function applySmooth(parity: Parity, bound: BoundDual, rows: RowVariances, block: PairBlock): void {
  const { cov, apart, together, diff, ntk, length, row, start } = block;
  const q1 = rows.left[row]!;
  const k1 = bound.left.variance[row]!;
  for (let k = 0; k < length; k++) {
    const column = start + k;
    const q2 = rows.right[column]!;
    const k2 = bound.right.variance[column]!;
    const flip = parity !== "none" && cov[k]! < 0;
    const c = flip ? -cov[k]! : cov[k]!;
    const sine = Math.sqrt(apart[k]! * together[k]!) / 2;
    const close = Math.abs(diff[k]!) < CLOSE_VARIANCES * (q1 + q2);
    const radius = Math.sqrt(k1) * Math.sqrt(k2);
    let value = bound.value(row, column, c, sine);
    let less = 2 * (radius - value);
    if (less < NEAR * radius) {
      const radial = close
        ? closeRadialChord(bound, row, column, diff[k]!)
        : bound.radialChord(row, column);
      less = radial + angularChord(bound, row, column, c, sine);
      value = radius - less / 2;
    }
    const more = 2 * (radius + value);
    if (block.tangent) {
      const slope = bound.slope(row, column, c, sine);
      ntk[k] = ntk[k]! * (flip && parity === "even" ? -slope : slope);
    }
    const negate = flip && parity === "odd";
    cov[k] = negate ? -value : value;
    apart[k] = negate ? more : less;
    together[k] = negate ? less : more;
    if (!close) diff[k] = k1 - k2;
    else if (diff[k] !== 0) {
      diff[k] = 0.5 * (bound.left.growth(row) + bound.right.growth(column)) * diff[k]!;
    }
  }
}

/** 2(R' − E φ(r₁z)φ(r₂z)) to first order in q₁ − q₂, whose square it is proportional to. */
function closeRadialChord(bound: BoundDual, row: number, column: number, diff: number): number {
  if (diff === 0) return 0;
  return 0.5 * (bound.left.spread(row) + bound.right.spread(column)) * diff * diff;
}
