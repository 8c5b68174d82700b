import { erfcx, normalCdf } from "@ntkit/linalg";
import type { Dual } from "./dual.ts";
import { scalarDual } from "./scalar.ts";

/**
 * φ(x) = x for x > 0 and α(eˣ − 1) for x ≤ 0. One of the two integrals of E φ(u)φ(v) is in closed
 * form, with t = μ/σ, Φ the normal distribution function and n its density:
 *
 * E φ(μ + σz) = μ Φ(t) + σ n(t) + α [T − Φ(−t)], E φ'(μ + σz) = Φ(t) + α T,
 * T = e^(μ + σ²/2) Φ(−t − σ).
 */
export function eluDual(alpha: number): Dual {
  return scalarDual({
    parity: "none",
    width: 1,
    kinks: [0],
    phi: (x) => (x > 0 ? x : alpha * Math.expm1(x)),
    derivative: (x) => (x > 0 ? 1 : alpha * Math.exp(x)),
    mean(mu, sigma) {
      if (sigma === 0) return mu > 0 ? mu : alpha * Math.expm1(mu);
      const t = mu / sigma;
      const density = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
      const below = tilted(mu, sigma) - normalCdf(-t);
      return mu * normalCdf(t) + sigma * density + alpha * below;
    },
    derivativeMean: (mu, sigma) =>
      sigma === 0
        ? mu > 0
          ? 1
          : alpha * Math.exp(mu)
        : normalCdf(mu / sigma) + alpha * tilted(mu, sigma),
  });
}

/** e^(μ + σ²/2) Φ(−μ/σ − σ), the mass of e^x below 0; scaled so that nothing overflows. */
function tilted(mu: number, sigma: number): number {
  const t = mu / sigma;
  return t + sigma > 0
    ? 0.5 * Math.exp((-t * t) / 2) * erfcx((t + sigma) / Math.SQRT2)
    : Math.exp(mu + (sigma * sigma) / 2) * normalCdf(-t - sigma);
}
