import { NetworkError } from "@ntkit/architecture";
import type { ActivationNode } from "@ntkit/architecture";
import type { Activation } from "./activation.ts";
import { errorFunction, exponential, gaborWavelet } from "./exponential.ts";
import { gaussianBell, gaussianErrorUnit } from "./exponential.ts";
import { hyperbolicTangent, logistic, sigmoidUnit, softPlus } from "./logistic.ts";
import { bent, exponentialUnit, modulus, rectifiedPower, signum } from "./piecewise.ts";
import { hermitePolynomial, polynomialOf, power } from "./powers.ts";
import { sine } from "./trigonometric.ts";

/** Functions for `elementwise` nodes, by name. */
export type ElementwiseFunctions = Readonly<Record<string, Activation>>;

type Place = readonly (string | number)[];
type Rules = {
  readonly [T in ActivationNode["type"]]: (
    node: Extract<ActivationNode, { type: T }>,
    functions: ElementwiseFunctions,
    path: Place,
  ) => Activation;
};

const rules: Rules = {
  relu: () => bent(0, 1),
  leakyRelu: ({ alpha }) => bent(alpha, 1),
  abs: () => modulus,
  abRelu: ({ a, b }) => bent(a, b),
  erf: ({ a, b, c }) => errorFunction(a, b, c),
  sigmoidLike: () => errorFunction(0.5, 1 / 2.4020563531719796, 0.5),
  gelu: () => gaussianErrorUnit,
  sin: ({ a, b, c }) => sine(a, b, c),
  cos: ({ a, b, c }) => sine(a, b, c + Math.PI / 2),
  rbf: ({ gamma }) => sine(Math.SQRT2, Math.sqrt(2 * gamma), Math.PI / 4),
  exp: ({ a, b }) => exponential(a, b),
  gaussian: ({ a, b }) => gaussianBell(a, b),
  gabor: () => gaborWavelet,
  sign: () => signum,
  hermite: ({ degree }) => hermitePolynomial(degree),
  monomial: ({ degree }) => power(degree),
  rectifiedMonomial: ({ degree }) => rectifiedPower(degree),
  polynomial: ({ coefficients }) => polynomialOf(coefficients),
  tanh: () => hyperbolicTangent,
  sigmoid: () => logistic,
  silu: () => sigmoidUnit,
  softplus: () => softPlus,
  elu: ({ alpha }) => exponentialUnit(alpha),
  expNormalized: (_node, _functions, path) => {
    throw new NetworkError(
      "must have a function for a finite network, got expNormalized, which is only a kernel",
      { path },
    );
  },
  elementwise: ({ name }, functions, path) => {
    if (Object.hasOwn(functions, name)) return functions[name]!;
    const known = Object.keys(functions).join(", ") || "none";
    throw new NetworkError(
      `must have its function in the option elementwise, got ${name} and functions for ${known}`,
      { path },
    );
  },
};

/**
 * The function of an activation node.
 *
 * @throws {NetworkError} for expNormalized, and for an elementwise node without its function
 */
export function activationOf(
  node: ActivationNode,
  functions: ElementwiseFunctions,
  path: Place,
): Activation {
  const rule = rules[node.type] as (
    node: ActivationNode,
    functions: ElementwiseFunctions,
    path: Place,
  ) => Activation;
  return rule(node, functions, path);
}
