import type { BoundDual, Dual, Parity } from "../duals/dual.ts";
import { angularGap } from "../numerics/angular-gap.ts";
import { radiusGapSquared, sineComponent } from "../numerics/pair-geometry.ts";
import type { PairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";

/**
 * The rule of an activation that is given by its dual: c' = E φφ, Θ' = E φ'φ' Θ.
 *
 * Where the outputs are nearly equal, the new gap is not q₁' + q₂' − 2c', in which it would be lost,
 * but the sum of its two causes: the angle and the difference of the radii. For odd and even φ an
 * obtuse angle is first turned into an acute one, so that nearly opposite inputs are as exact.
 */
export function smoothRule(dual: Dual): Rule {
  return {
    bind(rows: RowVariances): BoundRule {
      const bound = dual.bind(rows);
      return {
        rows: {
          left: bound.left.variance,
          right: rows.right === rows.left ? bound.left.variance : bound.right.variance,
        },
        apply: (block) => {
          applySmooth(dual.parity, bound, rows, block);
        },
      };
    },
  };
}

/** Outputs whose gap is below this part of their variances are neighbours. */
const NEAR = 1e-3;

/** Below this relative difference of variances the first order of the difference is enough. */
const CLOSE_VARIANCES = 1e-4;

function applySmooth(parity: Parity, bound: BoundDual, rows: RowVariances, block: PairBlock): void {
  const { cov, gap, sum, diff, ntk, length, row, start } = block;
  const q1 = rows.left[row]!;
  const k1 = bound.left.variance[row]!;
  for (let k = 0; k < length; k++) {
    const column = start + k;
    const q2 = rows.right[column]!;
    const total = k1 + bound.right.variance[column]!;
    const flip = parity !== "none" && cov[k]! < 0;
    const c = flip ? -cov[k]! : cov[k]!;
    const offset = radiusGapSquared(diff[k]!, Math.sqrt(q1) + Math.sqrt(q2));
    const sine = sineComponent(gap[k]!, sum[k]!, offset);
    const close = Math.abs(diff[k]!) < CLOSE_VARIANCES * (q1 + q2);
    const nextDiff = close
      ? 0.5 * (bound.left.growth[row]! + bound.right.growth[column]!) * diff[k]!
      : k1 - bound.right.variance[column]!;
    let value = bound.value(row, column, c, sine);
    let apart = total - 2 * value;
    if (apart < NEAR * total) {
      const radial = close
        ? closeRadialGap(bound, row, column, diff[k]!, nextDiff)
        : bound.radialGap(row, column);
      apart = radial + angularGap(bound, row, column, c, sine);
      value = (total - apart) / 2;
    }
    if (block.tangent) {
      const slope = bound.slope(row, column, c, sine);
      ntk[k] = ntk[k]! * (flip && parity === "even" ? -slope : slope);
    }
    const negate = flip && parity === "odd";
    const together = total + 2 * value;
    cov[k] = negate ? -value : value;
    gap[k] = negate ? together : apart;
    sum[k] = negate ? apart : together;
    diff[k] = nextDiff;
  }
}

/** E (φ(r₁z) − φ(r₂z))² to first order in q₁ − q₂, whose square it is proportional to. */
function closeRadialGap(
  bound: BoundDual,
  row: number,
  column: number,
  diff: number,
  nextDiff: number,
): number {
  if (diff === 0) return 0;
  const radii = Math.sqrt(bound.left.variance[row]!) + Math.sqrt(bound.right.variance[column]!);
  const spread = 0.5 * (bound.left.spread[row]! + bound.right.spread[column]!);
  return radiusGapSquared(nextDiff, radii) + spread * diff * diff;
}
