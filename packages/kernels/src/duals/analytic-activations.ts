import type { Dual } from "./dual.ts";
import { scalarDual } from "./scalar.ts";

/** φ = tanh; its nearest poles lie at ±iπ/2. */
export function tanhDual(): Dual {
  return scalarDual({
    parity: "odd",
    phi: Math.tanh,
    derivative: (x) => 1 / Math.cosh(x) ** 2,
    width: Math.PI / 2,
  });
}

/** φ(x) = 1 / (1 + e⁻ˣ); its nearest poles lie at ±iπ. */
export function sigmoidDual(): Dual {
  return scalarDual({
    parity: "none",
    phi: sigmoid,
    derivative: (x) => sigmoid(x) * sigmoid(-x),
    width: Math.PI,
  });
}

/** φ(x) = x / (1 + e⁻ˣ), also called swish. */
export function siluDual(): Dual {
  return scalarDual({
    parity: "none",
    phi: (x) => x * sigmoid(x),
    derivative: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
    width: Math.PI,
  });
}

/** φ(x) = log(1 + eˣ). */
export function softplusDual(): Dual {
  return scalarDual({
    parity: "none",
    phi: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    derivative: sigmoid,
    width: Math.PI,
  });
}

function sigmoid(x: number): number {
  // Each branch exponentiates a non-positive number, so that neither overflows.
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
