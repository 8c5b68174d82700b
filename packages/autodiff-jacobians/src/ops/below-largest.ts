import type { Op } from "./op.ts";
import { like } from "./series.ts";
import type { Numbers } from "./series.ts";

/**
 * x minus the largest of the last axis, which counts as a constant: for functions that do not change
 * when a number is added to the whole axis.
 */
export function belowLargest(input: number, shape: readonly number[]): Op {
  const width = shape.at(-1)!;
  return {
    inputs: [input],
    shape,
    forward: ([x]) => [lowered(x![0]!, width), ...x!.slice(1)],
    pull: (cotangent) => [cotangent],
  };
}

function lowered(x: Numbers, width: number): Numbers {
  const result = like(x, x.length);
  for (let start = 0; start < x.length; start += width) {
    let largest = -Infinity;
    for (let i = start; i < start + width; i++) largest = Math.max(largest, x[i]!);
    for (let i = start; i < start + width; i++) result[i] = x[i]! - largest;
  }
  return result;
}
