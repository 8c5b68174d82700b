import type { Activation } from "../activations/activation.ts";
import type { Taylor } from "../activations/taylor.ts";
import { product } from "../activations/taylor.ts";
import type { Op } from "./op.ts";
import { like, unset } from "./series.ts";
import type { Numbers, Series } from "./series.ts";

/** φ of every number. */
export function unary(input: number, shape: readonly number[], activation: Activation): Op {
  return {
    inputs: [input],
    shape,
    kinked: activation.kinked === true,
    forward: ([x]) => compose(activation, x!),
    pull: (cotangent, { inputs: [x], output, free }, { outers }) => {
      const known = outers.get(cotangent);
      const slope = slopesOf(activation, x!, output);
      const result = timesSlope(
        cotangent,
        slope,
        free ? cotangent : unset(cotangent, cotangent.length),
      );
      if (known !== undefined && known.slope === undefined) outers.set(result, { ...known, slope });
      else outers.delete(result);
      return [result];
    },
  };
}

function timesSlope(cotangent: Numbers, slope: Numbers, result: Numbers): Numbers {
  for (let start = 0; start < result.length; start += slope.length) {
    for (let i = 0; i < slope.length; i++) result[start + i] = cotangent[start + i]! * slope[i]!;
  }
  return result;
}

/** φ of every number. */
function valuesOf({ phi, loops }: Activation, x: Numbers): Numbers {
  if (loops === undefined) return mapped(x, phi);
  const y = unset(x, x.length);
  loops.values(x, y);
  return y;
}

/** φ' of every number, of which `y` is φ. */
function slopesOf({ derivative, loops }: Activation, x: Numbers, y: Numbers): Numbers {
  if (loops === undefined) return mapped(x, derivative);
  const slopes = unset(x, x.length);
  loops.slopes(x, y, slopes);
  return slopes;
}

/** The series of φ(x(t)). */
function compose(activation: Activation, x: Series): Series {
  if (x.slice(1).every((c) => c === undefined)) {
    return [valuesOf(activation, x[0]!), ...x.slice(1)];
  }
  return x.length === 2 ? firstOrder(activation, x) : anyOrder(activation, x);
}

function mapped(x: Numbers, f: (x: number) => number): Numbers {
  const y = unset(x, x.length);
  for (let i = 0; i < y.length; i++) y[i] = f(x[i]!);
  return y;
}

function firstOrder({ phi, derivative }: Activation, [x, v]: Series): Series {
  const tangent = like(x!, x!.length);
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
  const y = x.map(() => like(x[0]!, x[0]!.length));
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
