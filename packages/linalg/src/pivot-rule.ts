import type { Random } from "./random.ts";

/** Which rows to try next, and whether to take one whose residual fell meanwhile. */
export interface PivotRule {
  /** Rows to try, given the residual diagonal; at most `count`. */
  readonly propose: (residual: Float64Array, count: number) => Int32Array;
  /** Whether to take a row that had residual `before` when it was proposed and has `now`. */
  readonly accept: (now: number, before: number) => boolean;
}

/** The row of the largest residual. */
export const greedyRule: PivotRule = {
  propose: (residual) => {
    let best = 0;
    residual.forEach((value, row) => {
      if (value > residual[best]!) best = row;
    });
    return Int32Array.of(best);
  },
  accept: () => true,
};

/**
 * Rows in proportion to the residual, proposed in blocks and thinned so that the pivots have the law
 * of one at a time.
 */
export function randomRule(random: Pick<Random, "uniform">, block: number): PivotRule {
  return {
    propose: (residual, count) => draw(residual, Math.min(block, count), random),
    accept: (now, before) => random.uniform() * before < now,
  };
}

/** Independent rows, each in proportion to its weight. */
function draw(weights: Float64Array, count: number, random: Pick<Random, "uniform">): Int32Array {
  const sums = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, row) => (sums[row] = total += weight));
  return Int32Array.from({ length: count }, () => firstAbove(sums, random.uniform() * total));
}

/** The first place whose running sum exceeds `target`. */
function firstAbove(sums: Float64Array, target: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
