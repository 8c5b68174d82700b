import type { Dual, Parity } from "./dual.ts";
import { finiteSeriesDual } from "./finite-series.ts";

/**
 * φ(x) = Σ_j a_j xʲ: E φφ = Σ_l e_l(q₁) e_l(q₂) cˡ with
 *
 * e_l(q) = Σ_i a_(2i+l) (2i+l)! / (2ⁱ i! √l!) qⁱ.
 *
 * @see Han, Zandieh, Lee, Novak, Xiao & Karbasi 2022 (arXiv:2209.04121)
 */
export function polynomialDual(coefficients: readonly number[]): Dual {
  const derivative = coefficients.slice(1).map((a, j) => a * (j + 1));
  return finiteSeriesDual({
    parity: parityOf(coefficients),
    phi: (x) => evaluate(coefficients, x),
    derivative: (x) => evaluate(derivative, x),
    value: (q) => hermiteEntries(coefficients, q),
    slope: (q) => hermiteEntries(derivative, q),
  });
}

/** The dual of φ(x) = xⁿ. */
export function monomialDual(degree: number): Dual {
  return polynomialDual([...new Array<number>(degree).fill(0), 1]);
}

function evaluate(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, a) => sum * x + a, 0);
}

function hermiteEntries(coefficients: readonly number[], q: number): number[] {
  return coefficients.map((_, l) => {
    let sum = 0;
    // term = (2i+l)! / (2^i i! sqrt(l!)) q^i
    let term = sqrtFactorial(l);
    for (let i = 0; 2 * i + l < coefficients.length; i++) {
      sum += coefficients[2 * i + l]! * term;
      term *= ((2 * i + l + 1) * (2 * i + l + 2) * q) / (2 * (i + 1));
    }
    return sum;
  });
}

function sqrtFactorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= Math.sqrt(k);
  return product;
}

function parityOf(coefficients: readonly number[]): Parity {
  if (coefficients.every((a, j) => a === 0 || j % 2 === 1)) return "odd";
  return coefficients.every((a, j) => a === 0 || j % 2 === 0) ? "even" : "none";
}
