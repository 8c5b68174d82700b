import { normalCdf } from "@ntkit/linalg";
import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";
import { withQuadrature } from "./with-quadrature.ts";

const gelu: ScalarActivation = {
  parity: "none",
  phi: (x) => x * normalCdf(x),
  derivative: (x) => normalCdf(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  width: 1,
};

/**
 * φ(x) = x Φ(x), the exact GELU. With R = (1 + q₁)(1 + q₂), P = q₁q₂,
 * Δ² = R − c² = 1 + q₁ + q₂ + (P − c²) and A = arctan(c / Δ):
 * E φφ = c/4 + (1/2π) [(c² + PΔ²) / (RΔ) + cA],
 * E φ'φ' = 1/4 + A/2π + (c / 2πΔ) [1/Δ² + (1 − P)/R + 1].
 *
 * @see Tsuchida, Pearce, van der Heide, Roosta & Gallagher 2021 (arXiv:2002.08517); Han et al. 2022
 * (arXiv:2209.04121)
 */
export function geluDual(): Dual {
  return closedFormDual({
    ...withQuadrature(gelu, {
      value(c, q1, q2, sine) {
        const r = (1 + q1) * (1 + q2);
        const delta = Math.sqrt(1 + q1 + q2 + sine * sine);
        const product = c * c + q1 * q2 * delta * delta;
        return c / 4 + (product / (r * delta) + c * Math.atan2(c, delta)) / (2 * Math.PI);
      },
      slope(c, q1, q2, sine) {
        const r = (1 + q1) * (1 + q2);
        const delta2 = 1 + q1 + q2 + sine * sine;
        const delta = Math.sqrt(delta2);
        const rest = (c / delta) * (1 / delta2 + (1 - q1 * q2) / r + 1);
        return 0.25 + (Math.atan2(c, delta) + rest) / (2 * Math.PI);
      },
    }),
    // Entire, so its series end four times as soon as those of a function with poles.
    activation: { ...gelu, width: 2 * gelu.width },
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.gelu(block, length, q1, q2, values, slopes);
    },
  });
}
