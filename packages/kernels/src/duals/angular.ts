import { gaussLegendre } from "@ntkit/linalg";
import type { AngularDual } from "../rules/homogeneous.ts";

/**
 * φ = sign: E φφ = 1 − 2θ/π. Its derivative is 0 almost everywhere, which is what gradient descent
 * sees, so E φ'φ' is 0 here; as a distribution it would be 2 / (π √P sin θ).
 *
 * @see Cho & Saul 2009, degree 0
 */
export const signDual: AngularDual = {
  degree: 0,
  odd: true,
  value: (theta) => 1 - (2 * theta) / Math.PI,
  drop: (theta) => (2 * theta) / Math.PI,
  slope: () => 0,
  atZero: 0,
};

/**
 * A kernel without a finite activation: E φφ = √P exp(γ (cos θ + shift)), E φ'φ' = γ exp(…).
 *
 * @see Shankar et al. 2020 (arXiv:2003.02237)
 */
export function expNormalizedDual(gamma: number, shift: number): AngularDual {
  const value = (theta: number): number => Math.exp(gamma * (Math.cos(theta) + shift));
  return {
    degree: 1,
    odd: false,
    value,
    drop: (theta) =>
      -Math.exp(gamma * (1 + shift)) * Math.expm1(-2 * gamma * Math.sin(theta / 2) ** 2),
    slope: (theta) => gamma * value(theta),
    atZero: 0,
  };
}

/**
 * φ(x) = xⁿ for x > 0, 0 for x < 0 (and, for n = 0, ½ at 0): E φφ = P^(n/2) J_n(θ) / 2π,
 * E φ'φ' = n² E φφ of degree n − 1, and 0 for n = 0, whose derivative is 0 almost everywhere.
 *
 * J_n = (2n−1) cos θ J_(n−1) + (n−1)² sin²θ J_(n−2), J₀ = π − θ, J₁ = sin θ + (π − θ) cos θ.
 *
 * @see Cho & Saul 2009, with half their normalisation
 */
export function rectifiedMonomialDual(degree: number): AngularDual {
  const value = (theta: number): number => arcCosine(degree, theta) / (2 * Math.PI);
  const slope = (theta: number): number =>
    degree === 0 ? 0 : (degree * degree * arcCosine(degree - 1, theta)) / (2 * Math.PI);
  return {
    degree,
    odd: false,
    value,
    drop: (theta) => (degree === 0 ? theta / (2 * Math.PI) : dropByPrice(value, slope, theta)),
    slope,
    atZero: degree === 0 ? 0.25 : 0,
  };
}

/** J_n(θ). */
function arcCosine(degree: number, theta: number): number {
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  let before = Math.PI - theta;
  if (degree === 0) return before;
  let now = sin + (Math.PI - theta) * cos;
  for (let n = 2; n <= degree; n++) {
    [before, now] = [now, (2 * n - 1) * cos * now + (n - 1) ** 2 * sin * sin * before];
  }
  return now;
}

/** ∫₀^θ slope(t) sin t dt, by Price's theorem; the plain difference where it does not cancel. */
function dropByPrice(
  value: (theta: number) => number,
  slope: (theta: number) => number,
  theta: number,
): number {
  if (theta > 0.1) return value(0) - value(theta);
  let integral = 0;
  for (let k = 0; k < nodes.length; k++) {
    const t = (theta * (nodes[k]! + 1)) / 2;
    integral += weights[k]! * slope(t) * Math.sin(t);
  }
  return (integral * theta) / 2;
}

const { nodes, weights } = gaussLegendre(6);
