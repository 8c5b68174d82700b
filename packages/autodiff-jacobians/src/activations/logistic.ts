import type { Activation } from "./activation.ts";
import { integral, product, recursion, variable } from "./taylor.ts";
import type { Taylor } from "./taylor.ts";

/** Up to here 1 - y² loses a digit at most. */
const CLOSE_TO_ONE = 0.9;

/** tanh x, of which y' = 1 - y². */
export const hyperbolicTangent: Activation = {
  phi: Math.tanh,
  derivative: squaredSecant,
  loops: {
    values: (x, y) => {
      for (let i = 0; i < y.length; i++) y[i] = Math.tanh(x[i]!);
    },
    slopes: (x, y, slopes) => {
      for (let i = 0; i < slopes.length; i++) {
        const value = y[i]!;
        slopes[i] = Math.abs(value) < CLOSE_TO_ONE ? 1 - value * value : squaredSecant(x[i]!);
      }
    },
  },
  taylor: (x, degree) =>
    recursion(Math.tanh(x), degree, (k, c) =>
      k === 0 ? squaredSecant(x) : -square(c, k) / (k + 1),
    ),
};

/** 1 / cosh² x, also where it is far below 1. */
function squaredSecant(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / (1 + e) ** 2;
}

/** 1 / (1 + e⁻ˣ), of which y' = y - y². */
export const logistic: Activation = {
  phi: logisticValue,
  derivative: (x) => logisticValue(x) * logisticValue(-x),
  taylor: logisticTaylor,
};

/** x / (1 + e⁻ˣ). */
export const sigmoidUnit: Activation = {
  phi: (x) => x * logisticValue(x),
  derivative: (x) => logisticValue(x) * (1 + x * logisticValue(-x)),
  taylor: (x, degree) => product(variable(x, degree), logisticTaylor(x, degree)),
};

/** log(1 + eˣ). */
export const softPlus: Activation = {
  phi: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  derivative: logisticValue,
  taylor: (x, degree) => integral(softPlus.phi(x), logisticTaylor(x, degree)),
};

function logisticValue(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

function logisticTaylor(x: number, degree: number): Taylor {
  return recursion(logisticValue(x), degree, (k, c) =>
    k === 0 ? c[0]! * logisticValue(-x) : (c[k]! - square(c, k)) / (k + 1),
  );
}

/** Coefficient k of c². */
function square(c: Taylor, k: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) sum += c[i]! * c[k - i]!;
  return sum;
}
