import type { RowVariances } from "../rule.ts";
import type { PartialsOfPairs, VarianceGrowth } from "./pair-partials.ts";

/** Below this sine, which is then all rounding, two rows count as collinear. */
const COLLINEAR = 4e-8;

/**
 * Partial derivatives of E φφ = κ c + g (s − θ c), s = R sin θ, and E φ'φ' = κ − g θ (see `abReluRule`):
 *
 * ∂E φφ/∂q₁ = g s / 2q₁, ∂E φ'φ'/∂c = g / s, ∂E φ'φ'/∂q₁ = −g c / 2q₁s.
 */
export function abReluPartials(a: number, b: number, rows: RowVariances): PartialsOfPairs {
  const kappa = (a * a + b * b) / 2;
  const g = (a - b) ** 2 / (2 * Math.PI);
  const grow = (q: Float64Array): VarianceGrowth => ({
    variance: q.map((value) => kappa * value),
    growth: q.map(() => kappa),
  });
  return {
    left: grow(rows.left),
    right: grow(rows.right),
    fill(into, i, j, c) {
      const [q1, q2] = [rows.left[i]!, rows.right[j]!];
      const radius = Math.sqrt(q1) * Math.sqrt(q2);
      const found = Math.sqrt(Math.max(radius - c, 0)) * Math.sqrt(Math.max(radius + c, 0));
      const apart = found > COLLINEAR * radius;
      const sine = apart ? found : 0;
      const angle = radius === 0 ? Math.PI / 2 : Math.atan2(sine, c);
      into.value = kappa * c + g * (sine - angle * c);
      into.slope = kappa - g * angle;
      into.valueLeft = apart ? (g * sine) / (2 * q1) : 0;
      into.valueRight = apart ? (g * sine) / (2 * q2) : 0;
      into.slopeCov = apart ? g / sine : 0;
      into.slopeLeft = apart ? (-g * (c / sine)) / (2 * q1) : 0;
      into.slopeRight = apart ? (-g * (c / sine)) / (2 * q2) : 0;
    },
  };
}
