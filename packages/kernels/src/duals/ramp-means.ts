import { gaussLegendre, normalCdf } from "@ntkit/linalg";
import { integrateGaussian } from "../numerics/integrate-gaussian.ts";

/** E f(μ + σz), z ~ N(0, 1). */
export type Mean = (mu: number, sigma: number) => number;

/**
 * The mean of φ(x) = max(x, 0) + rest(x), where the rest has decayed by e^−40 at ±40: that of the ramp
 * in closed form, μ Φ(μ/σ) + σ n(μ/σ), and that of the rest where it is not 0.
 *
 * @param phi - the sum, which is integrated as it is where the Gaussian is not much wider than the rest
 */
export function meanOfRamp(rest: (x: number) => number, phi: (x: number) => number): Mean {
  return (mu, sigma) => {
    if (sigma < WIDE) return narrowMean(phi, mu, sigma);
    const t = mu / sigma;
    return mu * normalCdf(t) + sigma * density(t) + meanOfRest(rest, mu, sigma);
  };
}

/** The same of φ(x) = 1[x > 0] + rest(x), of which the step has the mean Φ(μ/σ). */
export function meanOfStep(rest: (x: number) => number, phi: (x: number) => number): Mean {
  return (mu, sigma) =>
    sigma < WIDE ? narrowMean(phi, mu, sigma) : normalCdf(mu / sigma) + meanOfRest(rest, mu, sigma);
}

/** From this deviation on a Gaussian changes little over the panels below. */
const WIDE = 8;

/** Ends of the panels on either side of 0, for functions that are analytic within π of the real line. */
const ENDS = [0, 2, 5, 10, 20, 42] as const;

const rule = gaussLegendre(16);
const points = ENDS.slice(1).flatMap((end, p) =>
  Array.from(rule.nodes, (node, k) => ({
    x: (ENDS[p]! + end + (end - ENDS[p]!) * node) / 2,
    weight: ((end - ENDS[p]!) * rule.weights[k]!) / 2,
  })),
);

function meanOfRest(rest: (x: number) => number, mu: number, sigma: number): number {
  let sum = 0;
  for (const { x, weight } of points) {
    sum += weight * rest(x) * density((x - mu) / sigma);
    sum += weight * rest(-x) * density((x + mu) / sigma);
  }
  return sum / sigma;
}

function narrowMean(phi: (x: number) => number, mu: number, sigma: number): number {
  if (sigma === 0) return phi(mu);
  const scale = Math.min(1, Math.PI / sigma);
  const centre = -mu / sigma;
  return integrateGaussian(
    (z) => phi(mu + sigma * z),
    centre < 0 ? [centre, 0] : centre > 0 ? [0, centre] : [0],
    scale,
  );
}

function density(t: number): number {
  return Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
}
