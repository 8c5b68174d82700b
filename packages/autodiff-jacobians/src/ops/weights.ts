import { matrix, transpose } from "@ntkit/linalg";
import { sizeOf } from "./op.ts";
import type { Op, Run } from "./op.ts";
import { addAll, numbers } from "./series.ts";
import type { Series } from "./series.ts";

/** A weight matrix [inputs, units] that every position multiplies by. */
export interface WeightOptions {
  readonly parameter: string;
  readonly inputs: number;
  readonly units: number;
  /** Positions of the result. */
  readonly positions: readonly number[];
  readonly scale: number;
}

/** scale x W for a signal [positions, inputs]. */
export function weights(input: number, options: WeightOptions): Op {
  const { parameter, inputs, units, scale } = options;
  const positions = sizeOf(options.positions);
  return {
    inputs: [input],
    shape: [...options.positions, units],
    forward: ([x], run) => multiplyByWeights(x!, run.parameter(parameter), options, run),
    pull: async (cotangent, _saved, { engine, signal, parameter: read }) => {
      const rows = matrix(cotangent.length / units, units, cotangent);
      const product = async (data: Float64Array) =>
        (await engine.gram(rows, matrix(inputs, units, data), { signal })).data;
      return [await scaledProduct(product, rows.rows * inputs, read(parameter)[0]!, scale)];
    },
    site: {
      parameter,
      factors: (b, saved, _run, name) => ({
        ...name,
        kind: "linear",
        positions,
        inputs,
        units,
        scale,
        a: saved.inputs[0]!,
        b,
      }),
      gradient: async (b, saved, { engine, signal }) => {
        const a = saved.inputs[0]!;
        const left = transpose(matrix(a.length / inputs, inputs, a));
        const right = matrix(b.length / units, units, b);
        const { data } = await engine.multiply(left, right, { signal });
        return multiplied(data, scale, data);
      },
    },
  };
}

async function multiplyByWeights(
  x: Series,
  w: Series,
  { inputs, units, scale }: WeightOptions,
  { engine, signal }: Run,
): Promise<Series> {
  const degree = Math.max(x.length, w.length) - 1;
  const result: (Float64Array | undefined)[] = [];
  for (let k = 0; k <= degree; k++) {
    const terms: Float64Array[] = [];
    for (let i = 0; i <= k; i++) {
      const [left, right] = [x[i], w[k - i]];
      if (left === undefined || right === undefined) continue;
      const rows = matrix(left.length / inputs, inputs, left);
      const product = async (data: Float64Array) =>
        (await engine.multiply(rows, matrix(inputs, units, data), { signal })).data;
      terms.push(await scaledProduct(product, rows.rows * units, right, scale));
    }
    result.push(addAll(terms));
  }
  return result;
}

/** The product with `scale` times the weights: whichever has fewer numbers is multiplied by it. */
async function scaledProduct(
  product: (weights: Float64Array) => Promise<Float64Array>,
  length: number,
  w: Float64Array,
  scale: number,
): Promise<Float64Array> {
  if (length > w.length) return product(multiplied(w, scale, numbers(w.length)));
  const result = await product(w);
  return multiplied(result, scale, result);
}

/** `x` times `factor`, written to `into`. */
function multiplied(x: Float64Array, factor: number, into: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) into[i] = factor * x[i]!;
  return into;
}
