import {
  cSigma,
  elementwise,
  erf,
  gelu,
  hermite,
  monomial,
  polynomial,
  relu,
  sigmoidLike,
} from "../src/index.ts";
import type { ActivationNode } from "../src/index.ts";
import { expect, test } from "vitest";
import { activations } from "./helpers.ts";

/** φ of the activations that are functions in JavaScript's own words. */
function phi(node: ActivationNode): ((z: number) => number) | undefined {
  switch (node.type) {
    case "relu":
      return (z) => Math.max(z, 0);
    case "leakyRelu":
      return (z) => (z < 0 ? node.alpha * z : z);
    case "abs":
      return Math.abs;
    case "abRelu":
      return (z) => (z < 0 ? node.a * z : node.b * z);
    case "sin":
      return (z) => node.a * Math.sin(node.b * z + node.c);
    case "cos":
      return (z) => node.a * Math.cos(node.b * z + node.c);
    case "rbf":
      return (z) => Math.SQRT2 * Math.sin(Math.sqrt(2 * node.gamma) * z + Math.PI / 4);
    case "exp":
      return (z) => node.a * Math.exp(node.b * z);
    case "gaussian":
      return (z) => node.a * Math.exp(node.b * z * z);
    case "gabor":
      return (z) => Math.exp(-z * z) * Math.sin(z);
    case "sign":
      return Math.sign;
    case "hermite":
      return (z) => (z ** 3 - 3 * z) / Math.sqrt(6);
    case "monomial":
      return (z) => z ** node.degree;
    case "rectifiedMonomial":
      return (z) => (z < 0 ? 0 : z ** node.degree);
    case "polynomial":
      return (z) => node.coefficients.reduceRight((sum, a) => sum * z + a, 0);
    case "tanh":
      return Math.tanh;
    case "sigmoid":
      return (z) => 1 / (1 + Math.exp(-z));
    case "silu":
      return (z) => z / (1 + Math.exp(-z));
    case "softplus":
      return (z) => Math.log1p(Math.exp(z));
    case "elu":
      return (z) => (z < 0 ? node.alpha * Math.expm1(z) : z);
    default:
      return undefined;
  }
}

/** E[f(z)] by the composite Simpson rule on each side of the kink at 0. */
function expectation(f: (z: number) => number): number {
  const half = (sign: number): number => {
    const h = 1 / 256;
    let sum = 0;
    for (let i = 0; i <= 16 * 256; i++) {
      const z = sign * (i === 0 ? 1e-300 : i * h);
      const weight = i === 0 || i === 16 * 256 ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * f(z) * Math.exp((-z * z) / 2);
    }
    return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
  };
  return half(-1) + half(1);
}

const withFunction = activations.filter((node) => phi(node) !== undefined);

test.each(withFunction)(
  "agreement: cSigma of $type is 1 / E[σ(z)²] by quadrature to 1e-10",
  (node) => {
    const sigma = phi(node)!;
    expect(cSigma(node)).toBeAllclose(1 / expectation((z) => sigma(z) ** 2), { rtol: 1e-10 });
  },
);

test.each([
  // mpmath, 30 digits, rounded
  { node: erf({ a: 2, b: 1.5, c: 0.3 }), moment: 2.530142167662907 },
  { node: gelu(), moment: 0.4252214825702987 },
  { node: sigmoidLike(), moment: 0.2914336234298782 },
])("reference: E[σ(z)²] of $node.type has 15 digits", ({ node, moment }) => {
  expect(cSigma(node)).toBeAllclose(1 / moment, { rtol: 4e-15 });
});

test("cSigma is exactly 2 for relu, and 1 for normalised Hermite polynomials", () => {
  expect(cSigma(relu())).toBe(2);
  expect(cSigma(hermite(7))).toBe(1);
});

test("cSigma is undefined where the moment is 0, overflows or is not known", () => {
  expect(cSigma(polynomial([0]))).toBeUndefined();
  expect(cSigma(monomial(400))).toBeUndefined();
  expect(cSigma(elementwise("f"))).toBeUndefined();
});
