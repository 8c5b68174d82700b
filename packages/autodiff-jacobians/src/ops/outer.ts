import type { OuterFactors } from "../factors/factors.ts";
import type { Numbers } from "./series.ts";
import { unset } from "./series.ts";

/** For cotangents [Q, N, size] that are known to be products of few numbers, those. */
export type Outers = WeakMap<Numbers, OuterFactors>;

/** `shared` [Q, size] at each of N examples, [Q, N, size]. */
export function spreadShared(shared: Numbers, outputs: number, examples: number): Numbers {
  const size = shared.length / outputs;
  const result = unset(shared, outputs * examples * size);
  for (let q = 0; q < outputs; q++) {
    const row = shared.subarray(q * size, (q + 1) * size);
    for (let n = 0; n < examples; n++) result.set(row, (q * examples + n) * size);
  }
  return result;
}
