import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";
import { withQuadrature } from "./with-quadrature.ts";

const gabor: ScalarActivation = {
  parity: "odd",
  phi: (x) => Math.exp(-x * x) * Math.sin(x),
  derivative: (x) => Math.exp(-x * x) * (Math.cos(x) - 2 * x * Math.sin(x)),
  width: 1,
};

/**
 * φ(x) = e^(−x²) sin x. With S = q₁ + q₂, E = 4(P − c²), d = 1 + 2S + E, w = exp(−(S + E) / 2d):
 * E φφ = w sinh(c/d) / √d,
 * E φ'φ' = w [A cosh(c/d) + B sinh(c/d)] / d^(5/2), A = 1 + 2S + 4(c² + P), B = 4c(E + 3S + 2).
 *
 * @see Han, Zandieh, Lee, Novak, Xiao & Karbasi 2022 (arXiv:2209.04121)
 */
export function gaborDual(): Dual {
  return closedFormDual(
    withQuadrature(gabor, {
      value(c, q1, q2, sine) {
        const s = q1 + q2;
        const e = 4 * sine * sine;
        const d = 1 + 2 * s + e;
        return (Math.exp(-(s + e) / (2 * d)) * Math.sinh(c / d)) / Math.sqrt(d);
      },
      slope(c, q1, q2, sine) {
        const s = q1 + q2;
        const e = 4 * sine * sine;
        const d = 1 + 2 * s + e;
        const a = 1 + 2 * s + 4 * (c * c + q1 * q2);
        const b = 4 * c * (e + 3 * s + 2);
        const bracket = a * Math.cosh(c / d) + b * Math.sinh(c / d);
        return (Math.exp(-(s + e) / (2 * d)) * bracket) / d ** 2.5;
      },
    }),
  );
}
