import { ShapeError } from "@ntkit/linalg";
import { twoSidedQuantile } from "./wilson-interval.ts";
import type { Interval } from "./wilson-interval.ts";

/**
 * Normal interval of a mean: mean ± z s / √n, s the sample standard deviation.
 *
 * For independent values, n in the tens or more. A single value has no spread: (−∞, ∞).
 *
 * @param level - coverage, default 0.95
 * @throws {@link ShapeError} when there is no value; {@link RangeError} for a level outside (0, 1)
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): Interval {
  const n = values.length;
  if (n === 0) throw new ShapeError("meanInterval: values must not be empty, got 0 values");
  const z = twoSidedQuantile("meanInterval", level);
  if (n === 1) return { low: -Infinity, high: Infinity };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  const half = z * Math.sqrt(squares / (n - 1) / n);
  return { low: mean - half, high: mean + half };
}
