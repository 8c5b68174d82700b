import type { Dual } from "./dual.ts";
import { meanOfRamp, meanOfStep } from "./ramp-means.ts";
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
    derivative: siluSlope,
    width: Math.PI,
    mean: meanOfRamp(
      (x) => -Math.abs(x) * sigmoid(-Math.abs(x)),
      (x) => x * sigmoid(x),
    ),
    derivativeMean: meanOfStep((x) => (x < 0 ? siluSlope(x) : -siluSlope(-x)), siluSlope),
    far,
  });
}

function siluSlope(x: number): number {
  return sigmoid(x) * (1 + x * sigmoid(-x));
}

/** φ(x) = log(1 + eˣ). */
export function softplusDual(): Dual {
  const overRamp = (x: number): number => Math.log1p(Math.exp(-Math.abs(x)));
  const softplus = (x: number): number => Math.max(x, 0) + overRamp(x);
  return scalarDual({
    parity: "none",
    phi: softplus,
    derivative: sigmoid,
    width: Math.PI,
    mean: meanOfRamp(overRamp, softplus),
    derivativeMean: meanOfStep((x) => (x < 0 ? sigmoid(x) : -sigmoid(-x)), sigmoid),
    far,
  });
}

/** ReLU's moments of a pair: what silu and softplus cannot be told from at large radii. */
const far = {
  value: (c: number, sine: number): number =>
    (sine + (Math.PI - Math.atan2(sine, c)) * c) / (2 * Math.PI),
  slope: (c: number, sine: number): number => (Math.PI - Math.atan2(sine, c)) / (2 * Math.PI),
};

function sigmoid(x: number): number {
  // Each branch exponentiates a non-positive number, so that neither overflows.
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
