import type { Op, Run } from "./op.ts";
import { addSeries, mapSeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** x + scale b, for a signal whose last `entries` numbers share the biases b [entries]. */
export function bias(
  input: number,
  shape: readonly number[],
  options: { readonly parameter: string; readonly entries: number; readonly scale: number },
): Op {
  const { parameter, entries, scale } = options;
  const sums = (cotangent: Numbers, rows: number) => sumRows(cotangent, entries, rows, scale);
  return {
    inputs: [input],
    shape,
    forward: ([x], run: Run) => {
      const length = x![0]!.length;
      const spread = mapSeries(run.parameter(parameter), (b) => repeated(b, length, scale));
      return addSeries([x!, spread]);
    },
    pull: (cotangent) => [cotangent],
    site: {
      parameter,
      extent: { positions: 1, inputs: 1, units: entries },
      factors: (cotangent, { output }, { examples }, name) => {
        const rows = (cotangent.length / output.length) * examples;
        return { ...name, kind: "vector", entries, gradients: sums(cotangent, rows) };
      },
      gradient: (cotangent) => sums(cotangent, 1),
    },
  };
}

function repeated(b: Numbers, length: number, scale: number): Numbers {
  const result = like(b, length);
  for (let i = 0; i < length; i++) result[i] = scale * b[i % b.length]!;
  return result;
}

/** `x` cut into `rows` equal pieces, each summed over all but its last `entries` places, times `scale`. */
export function sumRows(x: Numbers, entries: number, rows: number, scale: number): Numbers {
  const sums = like(x, rows * entries);
  const length = x.length / rows;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < length; i += entries) {
      const from = row * length + i;
      for (let e = 0; e < entries; e++) sums[row * entries + e]! += scale * x[from + e]!;
    }
  }
  return sums;
}
