import type { Op } from "./op.ts";
import { multiplySeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** x y, number by number, for two signals of one shape. */
export function elementwiseProduct(x: number, y: number, shape: readonly number[]): Op {
  return {
    inputs: [x, y],
    shape,
    forward: ([a, b]) => multiplySeries(a!, b!, addProduct),
    pull: (cotangent, { inputs: [a, b] }) => [
      addProduct(cotangent, b!, undefined),
      addProduct(cotangent, a!, undefined),
    ],
  };
}

/** Adds x y to `into`, where y is repeated until it is as long as x. */
export function addProduct(x: Numbers, y: Numbers, into: Numbers | undefined): Numbers {
  const result = into ?? like(x, x.length);
  for (let start = 0; start < x.length; start += y.length) {
    for (let i = 0; i < y.length; i++) result[start + i]! += x[start + i]! * y[i]!;
  }
  return result;
}
