import type { Matrix } from "@ntkit/linalg";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { partialCholesky } from "./partial-cholesky.ts";
import type { LowRank, LowRankOptions, PivotRule } from "./partial-cholesky.ts";

/**
 * Low-rank factor of a kernel by Cholesky with the largest residual as the next pivot: K ≈ F Fᵀ.
 *
 * Asks for k columns of K. O(N k²), memory of two [N, k].
 *
 * @throws {@link NumericalError} "not-positive-definite" (detail: row, value) for a kernel that is not
 *   positive semi-definite; {@link RangeError} for a bad rank or tolerance
 * @see Harbrecht, Peters & Schneider 2012, "On the low-rank approximation by the pivoted Cholesky
 *   decomposition"
 */
export async function pivotedCholesky(
  kernel: Matrix | KernelTiles,
  options: LowRankOptions,
): Promise<LowRank> {
  return partialCholesky("pivotedCholesky", toTiles(kernel), greedy, options);
}

const greedy: PivotRule = {
  propose: (residual) => {
    let best = 0;
    residual.forEach((value, row) => {
      if (value > residual[best]!) best = row;
    });
    return Int32Array.of(best);
  },
  accept: () => true,
};
