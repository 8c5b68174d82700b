import { hypotenuse } from "../numerics/pair-geometry.ts";
import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";
import { withQuadrature } from "./with-quadrature.ts";

/**
 * φ(x) = a e^(bx²), b < 0: E φφ = a²/δ, E φ'φ' = 4a²b²c/δ³,
 * δ² = (1 − 2bq₁)(1 − 2bq₂) − 4b²c² = 1 − 2b(q₁ + q₂) + 4b²(q₁q₂ − c²).
 *
 * @see Williams 1997, "Computing with infinite networks"
 */
export function gaussianDual(a: number, b: number): Dual {
  const delta = (q1: number, q2: number, sine: number): number =>
    hypotenuse(1 - 2 * b * (q1 + q2), -2 * b * sine);
  const activation: ScalarActivation = {
    parity: "even",
    phi: (x) => a * Math.exp(b * x * x),
    derivative: (x) => 2 * a * b * x * Math.exp(b * x * x),
    width: 1 / Math.sqrt(-b),
  };
  return closedFormDual({
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.gaussian(block, length, q1, q2, a, b, values, slopes);
    },
    ...withQuadrature(activation, {
      value: (_, q1, q2, sine) => (a * a) / delta(q1, q2, sine),
      slope(c, q1, q2, sine) {
        const each = delta(q1, q2, sine);
        return (4 * a * a * b * b * c) / each / each / each;
      },
    }),
  });
}
