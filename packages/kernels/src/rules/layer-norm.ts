import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";

/**
 * Layer normalisation over infinitely many channels: u ↦ u / √(ε + q), so
 *
 * K' = K / √((ε + q₁)(ε + q₂)), Θ' = Θ / √((ε + q₁)(ε + q₂)).
 *
 * The mean over channels that it subtracts is 0 for the Gaussian input that the rule requires.
 * The angle stays: gap' = (r₁' − r₂')² + (gap − (r₁ − r₂)²) / √(…), with r = √q.
 */
export function layerNormRule(epsilon: number): Rule {
  return {
    bind(rows: RowVariances): BoundRule {
      const after = mapRows(rows, (q) => q.map((value) => value / (epsilon + value)));
      return {
        rows: after,
        apply(block): void {
          const { cov, gap, sum, diff, ntk, length, row, start } = block;
          const q1 = rows.left[row]!;
          const p1 = after.left[row]!;
          for (let k = 0; k < length; k++) {
            const q2 = rows.right[start + k]!;
            const p2 = after.right[start + k]!;
            const scale = 1 / Math.sqrt((epsilon + q1) * (epsilon + q2));
            const before = radiusGap(diff[k]!, q1, q2);
            diff[k] = epsilon * diff[k]! * scale * scale;
            const now = radiusGap(diff[k]!, p1, p2);
            gap[k] = now * now + Math.max(gap[k]! - before * before, 0) * scale;
            sum[k] = now * now + Math.max(sum[k]! - before * before, 0) * scale;
            cov[k] = cov[k]! * scale;
            ntk[k] = ntk[k]! * scale;
          }
        },
      };
    },
  };
}

/** √q₁ − √q₂ from q₁ − q₂. */
function radiusGap(diff: number, q1: number, q2: number): number {
  return diff === 0 ? 0 : diff / (Math.sqrt(q1) + Math.sqrt(q2));
}
