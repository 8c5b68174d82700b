import { matrix, transpose } from "@ntkit/linalg";
import { sizeOf } from "./op.ts";
import type { Op, Run } from "./op.ts";
import { addAll } from "./series.ts";
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
      const w = matrix(inputs, units, read(parameter)[0]);
      const rows = matrix(cotangent.length / units, units, cotangent);
      return [scaled((await engine.gram(rows, w, { signal })).data, scale)];
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
        return scaled((await engine.multiply(left, right, { signal })).data, scale);
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
      const term = await engine.multiply(rows, matrix(inputs, units, right), { signal });
      terms.push(scaled(term.data, scale));
    }
    result.push(addAll(terms));
  }
  return result;
}

/** `x` times `factor`, in place. */
function scaled(x: Float64Array, factor: number): Float64Array {
  if (factor !== 1) for (let i = 0; i < x.length; i++) x[i]! *= factor;
  return x;
}
