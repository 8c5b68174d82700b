import type { Activation } from "../activations/activation.ts";
import type { Taylor } from "../activations/taylor.ts";
import { product } from "../activations/taylor.ts";
import type { Op } from "./op.ts";
import { numbers } from "./series.ts";
import type { Series } from "./series.ts";

/** φ of every number. */
export function unary(input: number, shape: readonly number[], activation: Activation): Op {
  return {
    inputs: [input],
    shape,
    kinked: activation.kinked === true,
    forward: ([x]) => compose(activation, x!),
    pull: (cotangent, { inputs: [x] }) => [timesSlope(cotangent, x!, activation)],
  };
}

function timesSlope(cotangent: Float64Array, x: Float64Array, { derivative }: Activation) {
  const slope = new Float64Array(x.length);
  for (let i = 0; i < slope.length; i++) slope[i] = derivative(x[i]!);
  const result = numbers(cotangent.length);
  for (let start = 0; start < result.length; start += slope.length) {
    for (let i = 0; i < slope.length; i++) result[start + i] = cotangent[start + i]! * slope[i]!;
  }
  return result;
}

/** The series of φ(x(t)). */
function compose(activation: Activation, x: Series): Series {
  if (x.slice(1).every((c) => c === undefined)) {
    return [mapped(x[0]!, activation.phi), ...x.slice(1)];
  }
  return x.length === 2 ? firstOrder(activation, x) : anyOrder(activation, x);
}

function mapped(x: Float64Array, f: (x: number) => number): Float64Array {
  const y = numbers(x.length);
  for (let i = 0; i < y.length; i++) y[i] = f(x[i]!);
  return y;
}

function firstOrder({ phi, derivative }: Activation, [x, v]: Series): Series {
  const tangent = numbers(x!.length);
  for (let i = 0; i < tangent.length; i++) tangent[i] = derivative(x![i]!) * v![i]!;
  return [mapped(x!, phi), tangent];
}

function anyOrder({ taylor }: Activation, x: Series): Series {
  const degree = x.length - 1;
  if (taylor === undefined) {
    throw new RangeError(
      `taylor: an elementwise function must have taylor for degree ${degree}, got none; give it or choose degree 1`,
    );
  }
  const y = x.map(() => numbers(x[0]!.length));
  for (let i = 0; i < x[0]!.length; i++) {
    const step = x.map((c, k) => (k === 0 ? 0 : (c?.[i] ?? 0)));
    const value = composeScalar(taylor(x[0]![i]!, degree), step);
    for (let k = 0; k <= degree; k++) y[k]![i] = value[k]!;
  }
  return y;
}

/** Σ outer[j] stepʲ, by Horner's rule, for a step without constant term. */
function composeScalar(outer: Taylor, step: Taylor): Taylor {
  let result = step.map(() => 0);
  for (let j = outer.length - 1; j >= 0; j--) {
    result = product(result, step);
    result[0] = result[0]! + outer[j]!;
  }
  return result;
}
