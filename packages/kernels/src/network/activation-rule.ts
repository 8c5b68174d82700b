import type { ActivationNode } from "@ntkit/architecture";
import { expNormalizedDual, rectifiedMonomialDual, signDual } from "../duals/angular.ts";
import { sigmoidDual, siluDual, softplusDual, tanhDual } from "../duals/analytic-activations.ts";
import type { Dual, ScalarActivation } from "../duals/dual.ts";
import { eluDual } from "../duals/elu.ts";
import { erfDual } from "../duals/erf.ts";
import { exponentialDual } from "../duals/exponential.ts";
import { gaborDual } from "../duals/gabor.ts";
import { gaussianDual } from "../duals/gaussian.ts";
import { geluDual } from "../duals/gelu.ts";
import { hermitePolynomialDual } from "../duals/hermite-polynomial.ts";
import { monomialDual, polynomialDual } from "../duals/polynomial.ts";
import { rbfDual } from "../duals/rbf.ts";
import { scalarDual } from "../duals/scalar.ts";
import { sinusoidDual } from "../duals/sinusoid.ts";
import type { Rule } from "../rule.ts";
import { abReluRule } from "../rules/ab-relu.ts";
import { homogeneousRule } from "../rules/homogeneous.ts";
import type { AngularDual } from "../rules/homogeneous.ts";
import { smoothRule } from "../rules/smooth.ts";

/** b of φ(x) = ½ erf(x/b) + ½ that is closest to the logistic sigmoid. */
const SIGMOID_LIKE_SCALE = 1 / 2.4020563531719796;

/** What an activation is to covariances. */
export type ActivationForm =
  | { readonly kind: "abRelu"; readonly a: number; readonly b: number }
  | { readonly kind: "homogeneous"; readonly dual: AngularDual }
  | { readonly kind: "smooth"; readonly dual: Dual };

/**
 * The form of an activation node.
 *
 * @returns undefined when it is an elementwise function that `functions` does not have
 */
export function activationForm(
  node: ActivationNode,
  functions: ReadonlyMap<string, ScalarActivation>,
): ActivationForm | undefined {
  switch (node.type) {
    case "relu":
      return { kind: "abRelu", a: 0, b: 1 };
    case "leakyRelu":
      return { kind: "abRelu", a: node.alpha, b: 1 };
    case "abs":
      return { kind: "abRelu", a: -1, b: 1 };
    case "abRelu":
      return { kind: "abRelu", a: node.a, b: node.b };
    case "sign":
      return { kind: "homogeneous", dual: signDual };
    case "expNormalized":
      return { kind: "homogeneous", dual: expNormalizedDual(node.gamma, node.shift) };
    case "rectifiedMonomial":
      return { kind: "homogeneous", dual: rectifiedMonomialDual(node.degree) };
    case "elementwise": {
      const activation = functions.get(node.name);
      return activation && { kind: "smooth", dual: scalarDual(activation) };
    }
    default:
      return { kind: "smooth", dual: smoothDual(node) };
  }
}

/**
 * The rule of an activation node.
 *
 * @returns undefined when it is an elementwise function that `functions` does not have
 */
export function activationRule(
  node: ActivationNode,
  functions: ReadonlyMap<string, ScalarActivation>,
): Rule | undefined {
  const form = activationForm(node, functions);
  if (form?.kind === "abRelu") return abReluRule(form.a, form.b);
  if (form?.kind === "homogeneous") return homogeneousRule(form.dual);
  return form && smoothRule(form.dual);
}

type SmoothNode = Exclude<
  ActivationNode,
  {
    type:
      | "relu"
      | "leakyRelu"
      | "abs"
      | "abRelu"
      | "sign"
      | "expNormalized"
      | "rectifiedMonomial"
      | "elementwise";
  }
>;

function smoothDual(node: SmoothNode): Dual {
  switch (node.type) {
    case "erf":
      return erfDual(node.a, node.b, node.c);
    case "sigmoidLike":
      return erfDual(0.5, SIGMOID_LIKE_SCALE, 0.5);
    case "gelu":
      return geluDual();
    case "sin":
      return sinusoidDual(node.a, node.b, node.c, 0);
    case "cos":
      return sinusoidDual(node.a, node.b, node.c, 1);
    case "rbf":
      return rbfDual(node.gamma);
    case "exp":
      return exponentialDual(node.a, node.b);
    case "gaussian":
      return gaussianDual(node.a, node.b);
    case "gabor":
      return gaborDual();
    case "hermite":
      return hermitePolynomialDual(node.degree);
    case "monomial":
      return monomialDual(node.degree);
    case "polynomial":
      return polynomialDual(node.coefficients);
    case "tanh":
      return tanhDual();
    case "sigmoid":
      return sigmoidDual();
    case "silu":
      return siluDual();
    case "softplus":
      return softplusDual();
    case "elu":
      return eluDual(node.alpha);
  }
}
