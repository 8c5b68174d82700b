import type { Dual } from "./dual.ts";
import { finiteSeriesDual } from "./finite-series.ts";

/**
 * φ = He_n / √n!, the orthonormal Hermite polynomial: E φφ = cⁿ where both variances are 1. Elsewhere
 *
 * φ(rz) = Σ_i √(n! / (n−2i)!) / (2ⁱ i!) r^(n−2i) (q − 1)ⁱ h_(n−2i)(z).
 *
 * @see Daniely, Frostig & Singer 2016 for q = 1
 */
export function hermitePolynomialDual(degree: number): Dual {
  return finiteSeriesDual({
    parity: degree % 2 === 0 ? "even" : "odd",
    phi: (x) => orthonormalHermite(degree, x),
    derivative: (x) => (degree === 0 ? 0 : Math.sqrt(degree) * orthonormalHermite(degree - 1, x)),
    value: (q) => hermiteSeries(degree, q, 1),
    slope: (q) => (degree === 0 ? [0] : hermiteSeries(degree - 1, q, Math.sqrt(degree))),
  });
}

/** Entries l of factor · He_n(√q z)/√n! = Σ_l e_l q^(l/2) h_l(z). */
function hermiteSeries(degree: number, q: number, factor: number): number[] {
  const series = new Array<number>(degree + 1).fill(0);
  let coefficient = factor;
  for (let i = 0; 2 * i <= degree; i++) {
    const l = degree - 2 * i;
    series[l] = coefficient;
    coefficient *= (Math.sqrt(l * (l - 1)) * (q - 1)) / (2 * (i + 1));
  }
  return series;
}

/** He_n(x) / √n! by h_(l+1) = (x h_l − √l h_(l−1)) / √(l+1). */
function orthonormalHermite(degree: number, x: number): number {
  let [before, now] = [0, 1];
  for (let l = 0; l < degree; l++) {
    [before, now] = [now, (x * now - Math.sqrt(l) * before) / Math.sqrt(l + 1)];
  }
  return now;
}
