import { closedFormDual } from "./closed-form.ts";
import type { Dual, Parity, ScalarActivation } from "./dual.ts";
import { withQuadrature } from "./with-quadrature.ts";

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
  const turn = phase + (quarterTurns * Math.PI) / 2;
  const activation: ScalarActivation = {
    parity: parityOf(odd, even),
    phi: (x) => a * Math.sin(b * x + turn),
    derivative: (x) => a * b * Math.cos(b * x + turn),
    width: b === 0 ? Infinity : 1 / Math.abs(b),
    oscillates: true,
  };
  return closedFormDual({
    kernel: (kernels, block, length, q1, q2, values, slopes) => {
      kernels.sinusoid(block, length, q1, q2, a, b, odd, even, values, slopes);
    },
    ...withQuadrature(activation, {
      value: (c, q1, q2) => a * a * damped(b2 * c, (b2 * (q1 + q2)) / 2, odd, even),
      slope: (c, q1, q2) => a * a * b2 * damped(b2 * c, (b2 * (q1 + q2)) / 2, even, odd),
    }),
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
