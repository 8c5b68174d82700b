import type { Interval } from "../metrics/wilson-interval.ts";

/**
 * The central interval that holds a share `level` of the values, by linear interpolation between
 * order statistics. `values` is not empty.
 *
 * @throws RangeError when the level is not between 0 and 1
 */
export function percentiles(values: readonly number[], level: number): Interval {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`percentiles: level must be between 0 and 1, got ${level}`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (place - below) * (next - sorted[below]!);
}
