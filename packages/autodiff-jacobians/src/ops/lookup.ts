import { sizeOf } from "./op.ts";
import type { Op } from "./op.ts";
import { mapSeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** scale W[id] for every id of the input. Ids have no derivative. */
export function lookup(
  input: number,
  shape: readonly number[],
  options: {
    readonly parameter: string;
    readonly vocabulary: number;
    readonly units: number;
    readonly scale: number;
  },
): Op {
  const { parameter, vocabulary, units, scale } = options;
  return {
    inputs: [input],
    shape,
    forward: ([x], run) => {
      const ids = readIds(x![0]!, vocabulary);
      return mapSeries(run.parameter(parameter), (w) => rowsOf(w, ids, units, scale));
    },
    pull: () => [undefined],
    site: {
      parameter,
      extent: { positions: 1, inputs: 1, units: sizeOf(shape) },
      factors: (b, { inputs: [x] }, { examples }, name) => ({
        ...name,
        kind: "embedding",
        positions: x!.length / examples,
        units,
        vocabulary,
        scale,
        ids: readIds(x!, vocabulary),
        b,
      }),
      gradient: (b, { inputs: [x] }) => {
        const gradient = like(b, vocabulary * units);
        readIds(x!, vocabulary).forEach((id, row) => {
          for (let j = 0; j < units; j++) gradient[id * units + j]! += scale * b[row * units + j]!;
        });
        return gradient;
      },
    },
  };
}

function rowsOf(w: Numbers, ids: Int32Array, units: number, scale: number): Numbers {
  const result = like(w, ids.length * units);
  ids.forEach((id, row) => {
    for (let j = 0; j < units; j++) result[row * units + j] = scale * w[id * units + j]!;
  });
  return result;
}

function readIds(x: Numbers, vocabulary: number): Int32Array {
  const at = x.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary);
  if (at < 0) return Int32Array.from(x);
  throw new RangeError(
    `embedding: inputs must be integers from 0 to ${vocabulary - 1}, got ${x[at]!} at ${at}`,
  );
}
