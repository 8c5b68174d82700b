import type { Matrix, Random } from "@ntkit/linalg";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { partialCholesky } from "./partial-cholesky.ts";
import type { LowRank, LowRankOptions, PivotRule } from "./partial-cholesky.ts";

export interface RandomPivotOptions extends LowRankOptions {
  /** Where the randomness comes from: `random(seed)` of `@ntkit/linalg`. */
  readonly random: Pick<Random, "uniform">;
  /** Rows proposed at a time. It changes the speed, not the law of the pivots. Default 64. */
  readonly block?: number | undefined;
}

/**
 * Low-rank factor of a kernel by Cholesky with pivots drawn in proportion to the residual: K ≈ F Fᵀ.
 *
 * Its expected error is near that of the best factor of a slightly lower rank; greedy pivots can be
 * led astray by outliers. Rows are proposed in blocks and thinned so that the pivots have the law of
 * one at a time. Asks for k columns of K and for [block, block] corners. O(N k²), memory of two [N, k].
 *
 * @throws as `pivotedCholesky`; {@link RangeError} for a bad block
 * @see Chen, Epperly, Tropp & Webber 2023, "Randomly pivoted Cholesky"; Epperly, Tropp & Webber 2024,
 *   "Embrace rejection: Kernel matrix approximation by accelerated randomly pivoted Cholesky"
 */
export async function randomlyPivotedCholesky(
  kernel: Matrix | KernelTiles,
  options: RandomPivotOptions,
): Promise<LowRank> {
  const { random, block = 64 } = options;
  if (!Number.isInteger(block) || block < 1) {
    throw new RangeError(
      `randomlyPivotedCholesky: block must be an integer of at least 1, got ${block}`,
    );
  }
  const rule: PivotRule = {
    propose: (residual, count) => draw(residual, Math.min(block, count), random),
    accept: (now, before) => random.uniform() * before < now,
  };
  return partialCholesky("randomlyPivotedCholesky", toTiles(kernel), rule, options);
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
