import type { Activation } from "./activation.ts";
import { fill } from "./taylor.ts";

/** xⁿ. */
export function power(n: number): Activation {
  return {
    phi: (x) => x ** n,
    derivative: (x) => (n === 0 ? 0 : n * x ** (n - 1)),
    taylor: (x, degree) => {
      let binomial = 1;
      return fill(degree, (k) => {
        if (k > 0) binomial *= (n - k + 1) / k;
        return k > n ? 0 : binomial * x ** (n - k);
      });
    },
  };
}

/** Σ coefficients[j] xʲ. */
export function polynomialOf(coefficients: readonly number[]): Activation {
  /** Coefficients 0 to degree at x: division by h = (x' - x), again and again. */
  const taylor = (x: number, degree: number): number[] => {
    const c = [...coefficients];
    for (let k = 0; k <= Math.min(degree, c.length - 1); k++) {
      for (let j = c.length - 2; j >= k; j--) c[j] = c[j]! + x * c[j + 1]!;
    }
    return fill(degree, (k) => c[k] ?? 0);
  };
  return { phi: (x) => taylor(x, 0)[0]!, derivative: (x) => taylor(x, 1)[1]!, taylor };
}

/** The normalised probabilists' Hermite polynomial hₙ, of which hₙ' = √n hₙ₋₁. */
export function hermitePolynomial(n: number): Activation {
  return {
    phi: (x) => hermiteValue(n, x),
    derivative: (x) => (n === 0 ? 0 : Math.sqrt(n) * hermiteValue(n - 1, x)),
    taylor: (x, degree) => {
      let factor = 1;
      return fill(degree, (k) => {
        if (k > 0) factor *= Math.sqrt(Math.max(n - k + 1, 0)) / k;
        return k > n ? 0 : factor * hermiteValue(n - k, x);
      });
    },
  };
}

function hermiteValue(n: number, x: number): number {
  let [before, value] = [0, 1];
  for (let k = 0; k < n; k++) {
    [before, value] = [value, (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
  }
  return value;
}
