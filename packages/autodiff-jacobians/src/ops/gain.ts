import { NumericalError } from "@ntkit/linalg";
import { sumRows } from "./bias.ts";
import type { Op, Run } from "./op.ts";
import { addProduct } from "./product.ts";
import { multiplySeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** x g, with one gain per channel. */
export function gain(input: number, shape: readonly number[], parameter: string): Op {
  const entries = shape.at(-1)!;
  const products = (cotangent: Numbers, x: Numbers): Numbers => addProduct(cotangent, x, undefined);
  return {
    inputs: [input],
    shape,
    forward: ([x], run) => multiplySeries(x!, run.parameter(parameter), addProduct),
    pull: (cotangent, _saved, run) => [products(cotangent, run.parameter(parameter)[0]!)],
    site: {
      parameter,
      extent: { positions: 1, inputs: 1, units: entries },
      factors: (cotangent, { inputs: [x], output }, { examples }, name) => {
        const rows = (cotangent.length / output.length) * examples;
        const gradients = sumRows(products(cotangent, x!), entries, rows, 1);
        return { ...name, kind: "vector", entries, gradients };
      },
      gradient: (cotangent, { inputs: [x] }) => sumRows(products(cotangent, x!), entries, 1, 1),
    },
  };
}

/** (x - mean) / √(variance + epsilon), channel by channel, with statistics that do not move. */
export function standardize(
  input: number,
  shape: readonly number[],
  options: { readonly mean: string; readonly variance: string; readonly epsilon: number },
): Op {
  const rates = (run: Run): Numbers => inverseRoots(run, options);
  const scaled = (x: Numbers, factors: Numbers): Numbers => addProduct(x, factors, undefined);
  return {
    inputs: [input],
    shape,
    forward: ([x], run) => {
      const factors = rates(run);
      const mean = run.parameter(options.mean)[0]!;
      return x!.map((c, k) => c && scaled(k === 0 ? minus(c, mean) : c, factors));
    },
    pull: (cotangent, _saved, run) => [scaled(cotangent, rates(run))],
  };
}

function inverseRoots(
  { parameter }: Run,
  { variance, epsilon }: { readonly variance: string; readonly epsilon: number },
): Numbers {
  return parameter(variance)[0]!.map((value, channel) => {
    if (value + epsilon > 0) return 1 / Math.sqrt(value + epsilon);
    throw new NumericalError(
      `batchNorm: ${variance} must be above ${-epsilon}, got ${value} in channel ${channel}`,
      "non-finite",
      { parameter: variance, channel },
    );
  });
}

function minus(x: Numbers, mean: Numbers): Numbers {
  const result = like(x, x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! - mean[i % mean.length]!;
  return result;
}
