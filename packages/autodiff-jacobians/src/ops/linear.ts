import type { Op } from "./op.ts";
import { mapSeries } from "./series.ts";
import type { Numbers } from "./series.ts";

/** A linear map of one example's signal, on `count` examples at once. */
export interface LinearMap {
  readonly apply: (x: Numbers, count: number) => Numbers;
  readonly transpose: (y: Numbers, count: number) => Numbers;
}

/** A linear operation without parameters. */
export function linear(input: number, shape: readonly number[], map: LinearMap): Op {
  return {
    inputs: [input],
    shape,
    forward: ([x], { examples }) => mapSeries(x!, (c) => map.apply(c, examples)),
    pull: (cotangent, { output }, { examples }) => [
      map.transpose(cotangent, examples * (cotangent.length / output.length)),
    ],
  };
}

/** The same numbers in another shape. */
export function reshape(input: number, shape: readonly number[]): Op {
  return linear(input, shape, { apply: (x) => x, transpose: (y) => y });
}
