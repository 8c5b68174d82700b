import { closedFormDual } from "./closed-form.ts";
import type { Dual, Parity } from "./dual.ts";

/**
 * φ(x) = a sin(bx + c₀). With S = q₁ + q₂ and e = exp(−b²S/2):
 * E φφ = a² e (cos²c₀ sinh b²c + sin²c₀ cosh b²c), E φ'φ' = a²b² e (cos²c₀ cosh b²c + sin²c₀ sinh b²c).
 *
 * @param quarterTurns - multiples of π/2 added to the phase; keeps the cosine exactly even
 * @see Louart, Liao & Couillet 2018; Pearce, Tsuchida, Zaki, Brintrup & Neely 2019
 */
export function sinusoidDual(a: number, b: number, phase: number, quarterTurns: 0 | 1): Dual {
  const b2 = b * b;
  const [sin, cos] = [Math.sin(phase) ** 2, Math.cos(phase) ** 2];
  const odd = quarterTurns === 0 ? cos : sin;
  const even = quarterTurns === 0 ? sin : cos;
  const contrast = odd - even;
  return closedFormDual({
    parity: parityOf(odd, even),
    value: (c, q1, q2) => a * a * damped(b2 * c, (b2 * (q1 + q2)) / 2, odd, even),
    slope: (c, q1, q2) => a * a * b2 * damped(b2 * c, (b2 * (q1 + q2)) / 2, even, odd),
    radialGap(r1, r2) {
      const [x1, x2] = [b2 * r1 * r1, b2 * r2 * r2];
      const turn = (b2 * (r1 - r2) ** 2) / 2;
      const bracket = 2 * Math.sinh((x1 - x2) / 2) ** 2 - Math.expm1(turn);
      // Where e^−(x₁+x₂) underflows, its product with an overflowing bracket is 0 as well.
      const cross = Number.isFinite(bracket) ? Math.exp(-x1 - x2) * bracket : 0;
      return a * a * (-Math.expm1(-turn) - contrast * cross);
    },
    profile: {
      growth: (q) => a * a * b2 * contrast * Math.exp(-2 * b2 * q),
      energy: (q) => ((a * a * b2) / 2) * (1 + contrast * (1 - 4 * b2 * q) * Math.exp(-2 * b2 * q)),
    },
  });
}

/** e^(−half) (s sinh x + k cosh x) without overflow: |x| <= half. */
function damped(x: number, half: number, s: number, k: number): number {
  if (Math.abs(x) < 1) return Math.exp(-half) * (s * Math.sinh(x) + k * Math.cosh(x));
  return ((s + k) * Math.exp(x - half) + (k - s) * Math.exp(-x - half)) / 2;
}

function parityOf(odd: number, even: number): Parity {
  if (even === 0) return "odd";
  return odd === 0 ? "even" : "none";
}
