import { erf, normalCdf } from "@ntkit/linalg";
import type { Activation } from "./activation.ts";
import { integral, product, recursion, variable } from "./taylor.ts";
import type { Taylor } from "./taylor.ts";
import { sine } from "./trigonometric.ts";

const INVERSE_ROOT_TAU = 1 / Math.sqrt(2 * Math.PI);
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** a exp(b x). */
export function exponential(a: number, b: number): Activation {
  return {
    phi: (x) => a * Math.exp(b * x),
    derivative: (x) => a * b * Math.exp(b * x),
    taylor: (x, degree) => recursion(a * Math.exp(b * x), degree, (k, c) => (c[k]! * b) / (k + 1)),
  };
}

/** a exp(b x²). */
export function gaussianBell(a: number, b: number): Activation {
  return {
    phi: (x) => a * Math.exp(b * x * x),
    derivative: (x) => 2 * a * b * x * Math.exp(b * x * x),
    taylor: (x, degree) => bell(a, b, x, degree),
  };
}

function bell(a: number, b: number, x: number, degree: number): Taylor {
  return recursion(
    a * Math.exp(b * x * x),
    degree,
    (k, c) => (2 * b * (x * c[k]! + (c[k - 1] ?? 0))) / (k + 1),
  );
}

/** exp(-x²) sin x. */
export const gaborWavelet: Activation = {
  phi: (x) => Math.exp(-x * x) * Math.sin(x),
  derivative: (x) => Math.exp(-x * x) * (Math.cos(x) - 2 * x * Math.sin(x)),
  taylor: (x, degree) => product(bell(1, -1, x, degree), sine(1, 1, 0).taylor!(x, degree)),
};

/** a erf(b x) + c. */
export function errorFunction(a: number, b: number, c: number): Activation {
  const slope = a * b * TWO_OVER_ROOT_PI;
  return {
    phi: (x) => a * erf(b * x) + c,
    derivative: (x) => slope * Math.exp(-b * b * x * x),
    taylor: (x, degree) => integral(a * erf(b * x) + c, bell(slope, -b * b, x, degree)),
  };
}

/** x Φ(x). */
export const gaussianErrorUnit: Activation = {
  phi: (x) => x * normalCdf(x),
  derivative: (x) => normalCdf(x) + x * INVERSE_ROOT_TAU * Math.exp((-x * x) / 2),
  taylor: (x, degree) => {
    const cdf = integral(normalCdf(x), bell(INVERSE_ROOT_TAU, -0.5, x, degree));
    return product(variable(x, degree), cdf);
  },
};
