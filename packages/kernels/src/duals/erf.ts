import { erf } from "@ntkit/linalg";
import { hypotenuse } from "../numerics/pair-geometry.ts";
import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";
import { withQuadrature } from "./with-quadrature.ts";

/**
 * φ(x) = a erf(bx) + c₀: E φφ = a² (2/π) arctan(2b²c / Δ) + c₀², E φ'φ' = a²b² (4/π) / Δ,
 * Δ² = (1 + 2b²q₁)(1 + 2b²q₂) − 4b⁴c² = 1 + 2b²(q₁ + q₂) + 4b⁴(q₁q₂ − c²).
 *
 * @see Williams 1997, "Computing with infinite networks"
 */
export function erfDual(a: number, b: number, offset: number): Dual {
  const b2 = b * b;
  const delta = (q1: number, q2: number, sine: number): number =>
    hypotenuse(1 + 2 * b2 * (q1 + q2), 2 * b2 * sine);
  const activation: ScalarActivation = {
    parity: offset === 0 ? "odd" : "none",
    phi: (x) => a * erf(b * x) + offset,
    derivative: (x) => ((2 * a * b) / Math.sqrt(Math.PI)) * Math.exp(-b2 * x * x),
    width: b === 0 ? Infinity : 1 / Math.abs(b),
  };
  return closedFormDual({
    ...withQuadrature(activation, {
      value: (c, q1, q2, sine) =>
        ((2 * a * a) / Math.PI) * Math.atan2(2 * b2 * c, delta(q1, q2, sine)) + offset * offset,
      slope: (_, q1, q2, sine) => (4 * a * a * b2) / (Math.PI * delta(q1, q2, sine)),
    }),
    // Entire, so its series end four times as soon as those of a function with poles.
    activation: { ...activation, width: 2 * activation.width },
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.erf(block, length, q1, q2, a, b, offset, values, slopes);
    },
    profile: {
      growth: (q) => (4 * a * a * b2) / (Math.PI * (1 + 2 * b2 * q) * Math.sqrt(1 + 4 * b2 * q)),
      energy: (q) => (4 * a * a * b2) / (Math.PI * (1 + 4 * b2 * q) ** 1.5),
    },
  });
}
