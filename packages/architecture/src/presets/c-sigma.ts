import type { ActivationNode } from "../activation-node.ts";

/** E[φ(z)²], z ~ N(0, 1), of functions without a closed form: 30-digit quadrature, rounded. */
const tanhMoment = 0.39429449039784115;
const sigmoidMoment = 0.29337903585809627;
const siluMoment = 0.35577551981735217;
const softplusMoment = 0.9212459088593004;
/** E[(exp(z) - 1)²; z < 0]. */
const eluMoment = 0.14494541749249393;

/**
 * Returns c_σ = 1 / E[σ(z)²], z ~ N(0, 1): the factor that keeps a unit variance through an activation,
 * 2 for relu. A dense layer after it needs weightStd = √c_σ.
 *
 * Undefined for an `elementwise` function, and where the moment is 0 or too large for a double.
 * Closed forms, or constants by quadrature, correct to 1e-15 relative.
 *
 * @see Arora et al. 2019, arXiv:1904.11955, equation 3
 */
export function cSigma(activation: ActivationNode): number | undefined {
  const moment = secondMoment(activation);
  return moment > 0 && moment < Infinity ? 1 / moment : undefined;
}

/** E[σ(z)²], NaN where it is not known. */
function secondMoment(node: ActivationNode): number {
  switch (node.type) {
    case "relu":
      return 1 / 2;
    case "leakyRelu":
      return (1 + node.alpha ** 2) / 2;
    case "abRelu":
      return (node.a ** 2 + node.b ** 2) / 2;
    case "abs":
    case "sign":
    case "rbf":
    case "hermite":
      return 1;
    case "erf":
      return erfMoment(node.a, node.b, node.c);
    case "sigmoidLike":
      return erfMoment(1 / 2, 1 / 2.4020563531719796, 1 / 2);
    case "gelu":
      return 1 / 3 + 1 / (2 * Math.PI * Math.sqrt(3));
    case "sin":
      return (node.a ** 2 / 2) * (1 - Math.cos(2 * node.c) * Math.exp(-2 * node.b ** 2));
    case "cos":
      return (node.a ** 2 / 2) * (1 + Math.cos(2 * node.c) * Math.exp(-2 * node.b ** 2));
    case "exp":
      return node.a ** 2 * Math.exp(2 * node.b ** 2);
    case "gaussian":
      return node.a ** 2 / Math.sqrt(1 - 4 * node.b);
    case "gabor":
      return -Math.expm1(-2 / 5) / (2 * Math.sqrt(5));
    case "expNormalized":
      return Math.exp(node.gamma * (1 + node.shift));
    case "monomial":
      return normalMoment(2 * node.degree);
    case "rectifiedMonomial":
      return normalMoment(2 * node.degree) / 2;
    case "polynomial":
      return polynomialMoment(node.coefficients);
    case "tanh":
      return tanhMoment;
    case "sigmoid":
      return sigmoidMoment;
    case "silu":
      return siluMoment;
    case "softplus":
      return softplusMoment;
    case "elu":
      return 1 / 2 + node.alpha ** 2 * eluMoment;
    case "elementwise":
      return Number.NaN;
  }
}

function erfMoment(a: number, b: number, c: number): number {
  const s = 2 * b ** 2;
  return ((a ** 2 * 2) / Math.PI) * Math.asin(s / (1 + s)) + c ** 2;
}

/** E[zᵏ] for even k: (k - 1)(k - 3)…1. */
function normalMoment(k: number): number {
  let moment = 1;
  for (let factor = k - 1; factor > 1; factor -= 2) moment *= factor;
  return moment;
}

function polynomialMoment(coefficients: readonly number[]): number {
  const moments = coefficients.flatMap((_, k) => [normalMoment(2 * k), 0]);
  let sum = 0;
  for (const [i, a] of coefficients.entries()) {
    for (const [j, b] of coefficients.entries()) {
      if (a !== 0 && b !== 0) sum += a * b * moments[i + j]!;
    }
  }
  return sum;
}
