import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";

/**
 * φ(x) = √2 sin(√(2γ) x + π/4), whose dual is the Gaussian kernel:
 * E φφ = exp(−γ (q₁ + q₂ − 2c)), E φ'φ' = 2γ E φφ.
 *
 * @see Rahimi & Recht 2007, "Random features for large-scale kernel machines"
 */
export function rbfDual(gamma: number): Dual {
  const value = (c: number, q1: number, q2: number): number => Math.exp(-gamma * (q1 + q2 - 2 * c));
  const b = Math.sqrt(2 * gamma);
  const activation: ScalarActivation = {
    parity: "none",
    phi: (x) => Math.SQRT2 * Math.sin(b * x + Math.PI / 4),
    derivative: (x) => Math.SQRT2 * b * Math.cos(b * x + Math.PI / 4),
    width: b === 0 ? Infinity : 1 / b,
    oscillates: true,
  };
  return closedFormDual({
    activation,
    parity: "none",
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.exponentials(block, length, q1, q2, 1, -gamma, 2 * gamma, values, slopes);
    },
    value,
    slope: (c, q1, q2) => 2 * gamma * value(c, q1, q2),
    radialChord: (q1, q2) => -2 * Math.expm1(-gamma * (Math.sqrt(q1) - Math.sqrt(q2)) ** 2),
    profile: { growth: () => 0, energy: () => 2 * gamma },
  });
}
