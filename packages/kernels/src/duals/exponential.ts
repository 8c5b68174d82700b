import { closedFormDual } from "./closed-form.ts";
import type { Dual, ScalarActivation } from "./dual.ts";

/**
 * φ(x) = a e^(bx): E φφ = a² exp(b² (q₁ + q₂ + 2c) / 2), E φ'φ' = b² E φφ.
 *
 * @see Mairal, Koniusz, Harchaoui & Schmid 2014; Daniely, Frostig & Singer 2016
 */
export function exponentialDual(a: number, b: number): Dual {
  const b2 = b * b;
  const value = (c: number, q1: number, q2: number): number =>
    a * a * Math.exp(b2 * ((q1 + q2) / 2 + c));
  const activation: ScalarActivation = {
    parity: "none",
    phi: (x) => a * Math.exp(b * x),
    derivative: (x) => a * b * Math.exp(b * x),
    width: b === 0 ? Infinity : 1 / Math.abs(b),
  };
  return closedFormDual({
    activation,
    parity: "none",
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.exponentials(block, length, q1, q2, a * a, b2 / 2, b2, values, slopes);
    },
    value,
    slope: (c, q1, q2) => b2 * value(c, q1, q2),
    radialChord: (q1, q2) => {
      const turn = (b2 * (Math.sqrt(q1) - Math.sqrt(q2)) ** 2) / 2;
      return -2 * a * a * Math.exp(b2 * (q1 + q2)) * Math.expm1(-turn);
    },
    profile: {
      growth: (q) => 2 * b2 * value(q, q, q),
      energy: (q) => b2 * (1 + 4 * b2 * q) * value(q, q, q),
    },
  });
}
