import type { Activation } from "./activation.ts";
import { exponential } from "./exponential.ts";
import { power } from "./powers.ts";
import { variable } from "./taylor.ts";

/** a x below 0, b x above. */
export function bent(a: number, b: number): Activation {
  const slope = (x: number): number => (x > 0 ? b : a);
  return {
    kinked: true,
    phi: (x) => slope(x) * x,
    derivative: slope,
    loops: {
      values: (x, y) => {
        for (let i = 0; i < y.length; i++) y[i] = (x[i]! > 0 ? b : a) * x[i]!;
      },
      slopes: (x, _y, slopes) => {
        for (let i = 0; i < slopes.length; i++) slopes[i] = x[i]! > 0 ? b : a;
      },
    },
    taylor: (x, degree) => variable(x, degree).map((c) => slope(x) * c),
  };
}

/** |x|. */
export const modulus: Activation = {
  kinked: true,
  phi: Math.abs,
  derivative: Math.sign,
  taylor: (x, degree) => variable(x, degree).map((c) => Math.sign(x) * c),
};

/** Sign of x, flat everywhere. */
export const signum: Activation = {
  kinked: true,
  phi: Math.sign,
  derivative: () => 0,
  taylor: (x, degree) => constant(Math.sign(x), degree),
};

/** xⁿ for x ≥ 0, else 0. */
export function rectifiedPower(n: number): Activation {
  const { phi, derivative, taylor } = power(n);
  return {
    kinked: true,
    phi: (x) => (x >= 0 ? phi(x) : 0),
    derivative: (x) => (x > 0 ? derivative(x) : 0),
    taylor: (x, degree) =>
      x > 0 ? taylor!(x, degree) : constant(x === 0 && n === 0 ? 1 : 0, degree),
  };
}

/** x for x ≥ 0, alpha (eˣ - 1) below. */
export function exponentialUnit(alpha: number): Activation {
  const below = exponential(alpha, 1);
  return {
    kinked: true,
    phi: (x) => (x > 0 ? x : alpha * Math.expm1(x)),
    derivative: (x) => (x > 0 ? 1 : below.derivative(x)),
    taylor: (x, degree) => {
      if (x > 0) return variable(x, degree);
      const [, ...rest] = below.taylor!(x, degree);
      return [alpha * Math.expm1(x), ...rest];
    },
  };
}

function constant(value: number, degree: number): number[] {
  return variable(0, degree).map((_, k) => (k === 0 ? value : 0));
}
