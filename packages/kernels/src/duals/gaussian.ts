import { closedFormDual } from "./closed-form.ts";
import type { Dual } from "./dual.ts";
import { radialGapByQuadrature } from "./row-profile.ts";

/**
 * φ(x) = a e^(bx²), b < 0: E φφ = a²/δ, E φ'φ' = 4a²b²c/δ³,
 * δ² = (1 − 2bq₁)(1 − 2bq₂) − 4b²c² = 1 − 2b(q₁ + q₂) + 4b²(P − c²).
 *
 * @see Williams 1997, "Computing with infinite networks"
 */
export function gaussianDual(a: number, b: number): Dual {
  const delta2 = (q1: number, q2: number, sine: number): number =>
    1 - 2 * b * (q1 + q2) + (2 * b * sine) ** 2;
  const activation = {
    parity: "even" as const,
    phi: (x: number) => a * Math.exp(b * x * x),
    derivative: (x: number) => 2 * a * b * x * Math.exp(b * x * x),
    width: 1 / Math.sqrt(-b),
  };
  return closedFormDual({
    parity: "even",
    value: (_, q1, q2, sine) => (a * a) / Math.sqrt(delta2(q1, q2, sine)),
    slope: (c, q1, q2, sine) => (4 * a * a * b * b * c) / delta2(q1, q2, sine) ** 1.5,
    radialGap: (r1, r2) => radialGapByQuadrature(activation, r1, r2),
    profile: {
      growth: (q) => 2 * a * a * b * (1 - 4 * b * q) ** -1.5,
      energy: (q) => 12 * a * a * b * b * q * (1 - 4 * b * q) ** -2.5,
    },
  });
}
