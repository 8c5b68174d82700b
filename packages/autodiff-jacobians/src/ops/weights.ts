import { matrix, transpose } from "@ntkit/linalg";
import { gramNumbers, multiplyNumbers } from "./number-products.ts";
import { sizeOf } from "./op.ts";
import type { Op, Run } from "./op.ts";
import { spreadShared } from "./outer.ts";
import { addAll, multiplied } from "./series.ts";
import type { Numbers, Series } from "./series.ts";

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
    forward: ([x], run) => multiplyByWeights(x!, run.scaled(parameter), options, run),
    pull: async (cotangent, { output }, run) => {
      const known = run.outers.get(cotangent);
      if (known?.slope !== undefined || known === undefined) {
        return [await multiplyByTransposed(cotangent, options, run)];
      }
      const shared = await multiplyByTransposed(known.shared, options, run);
      const back = spreadShared(shared, cotangent.length / output.length, run.examples);
      run.outers.set(back, { shared, slope: undefined });
      return [back];
    },
    site: {
      parameter,
      scaled: true,
      extent: { positions, inputs, units },
      factors: (b, saved, run, name) => ({
        ...name,
        kind: "linear",
        positions,
        inputs,
        units,
        scale,
        a: saved.inputs[0]!,
        b,
        outer: run.outers.get(b),
      }),
      gradient: async (b, saved, { engine, signal }) => {
        const a = saved.inputs[0]!;
        const left = transpose(matrix(a.length / inputs, inputs, a as Float64Array));
        const right = matrix(b.length / units, units, b as Float64Array);
        const { data } = await engine.multiply(left, right, { signal });
        return multiplied(data, scale, data);
      },
    },
  };
}

/** scale b Wᵀ. */
function multiplyByTransposed(
  b: Numbers,
  { parameter, inputs, units }: WeightOptions,
  run: Run,
): Promise<Numbers> {
  const rows = { rows: b.length / units, cols: units, data: b };
  return gramNumbers(run, rows, { rows: inputs, cols: units, data: run.scaled(parameter)[0]! });
}

/** x W, for weights that are scaled. */
async function multiplyByWeights(
  x: Series,
  w: Series,
  { inputs, units }: WeightOptions,
  run: Run,
): Promise<Series> {
  const degree = Math.max(x.length, w.length) - 1;
  const result: (Numbers | undefined)[] = [];
  for (let k = 0; k <= degree; k++) {
    const terms: Numbers[] = [];
    for (let i = 0; i <= k; i++) {
      const [left, right] = [x[i], w[k - i]];
      if (left === undefined || right === undefined) continue;
      const rows = { rows: left.length / inputs, cols: inputs, data: left };
      terms.push(await multiplyNumbers(run, rows, { rows: inputs, cols: units, data: right }));
    }
    result.push(addAll(terms));
  }
  return result;
}
