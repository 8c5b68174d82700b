import { normalCdf } from "@ntkit/linalg";
import { hypotenuse } from "../numerics/pair-geometry.ts";
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
 * φ(x) = x Φ(x), the exact GELU. With sᵢ = 1/(1 + qᵢ), Δ² = 1 + q₁ + q₂ + (q₁q₂ − c²) and
 * A = arctan(c / Δ):
 * E φφ = c/4 + (1/2π) [c²s₁s₂/Δ + q₁s₁q₂s₂Δ + cA],
 * E φ'φ' = 1/4 + A/2π + (c / 2πΔ) [1/Δ² + s₁ + s₂].
 *
 * No factor is larger than the variances, so that nothing overflows before they do.
 *
 * @see Tsuchida, Pearce, van der Heide, Roosta & Gallagher 2021 (arXiv:2002.08517); Han et al. 2022
 * (arXiv:2209.04121)
 */
export function geluDual(): Dual {
  return closedFormDual({
    ...withQuadrature(gelu, {
      value(c, q1, q2, sine) {
        const delta = hypotenuse(1 + q1 + q2, sine);
        const rho2 = (c / (1 + q1)) * (c / (1 + q2));
        const share = (q1 / (1 + q1)) * (q2 / (1 + q2));
        const over = rho2 / delta + share * delta;
        return c / 4 + (over + c * Math.atan2(c, delta)) / (2 * Math.PI);
      },
      slope(c, q1, q2, sine) {
        const delta = hypotenuse(1 + q1 + q2, sine);
        const rest = (c / delta) * (1 / delta / delta + 1 / (1 + q1) + 1 / (1 + q2));
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
