import { eliminate } from "./eliminate-pivots.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Matrix } from "./matrix.ts";
import { pushMerging, sideBySide } from "./merge-blocks.ts";
import { greedyRule, randomRule } from "./pivot-rule.ts";
import type { PivotRule } from "./pivot-rule.ts";
import { plainEngine } from "./plain-engine.ts";
import type { Random } from "./random.ts";
import { readDiagonal } from "./read-tile.ts";
import { matrixTiles } from "./symmetric-tiles.ts";
import type { SymmetricTiles } from "./symmetric-tiles.ts";

/** A ≈ F Fᵀ, exact in the rows and columns of the pivots. */
export interface PivotedCholesky {
  /** F, shape [n, k]. Its rows at the pivots are a lower triangle. */
  readonly factor: Matrix;
  /** The rows that were chosen, in order, shape [k]. */
  readonly pivots: Int32Array;
  /** Diagonal of A − F Fᵀ, shape [n]; what is below n ε of A's own counts as 0. */
  readonly residualDiagonal: Float64Array;
  /** Trace of A − F Fᵀ over the trace of A: the error of the approximation in the nuclear norm. */
  readonly relativeError: number;
  /** Why it stopped: at `rank`, at `tolerance`, or because nothing but rounding is left. */
  readonly reason: "rank" | "tolerance" | "exhausted";
}

/** How {@link pivotedCholesky} works. */
export interface PivotedCholeskyOptions extends EngineOptions {
  /** Largest k. */
  readonly rank: number;
  /** Stop when `relativeError` is at most this. Default: 0. */
  readonly tolerance?: number | undefined;
  /**
   * Draws pivots in proportion to the residual: `random(seed)`. Default: none; the row of the largest
   * residual is next.
   */
  readonly random?: Pick<Random, "uniform"> | undefined;
  /** Rows drawn at a time. It changes the speed, not the law of the pivots. Default: 64. */
  readonly block?: number | undefined;
}

/**
 * A ≈ F Fᵀ of low rank, by Cholesky's algorithm on some rows of a symmetric positive semidefinite
 * matrix A [n, n], in memory or in tiles.
 *
 * Asks for the diagonal and k columns; with `random` for corners [block, block], too. O(n k²), memory
 * of two [n, k]. The expected error of random pivots is near that of the best factor of a slightly
 * lower rank; greedy ones can be led astray by outliers.
 *
 * @throws {@link ShapeError} when A is not square or a tile has another shape than asked for
 * @throws {@link !RangeError} when an option is out of range
 * @throws {@link NumericalError} `not-positive-definite` (detail: row, value) when A is not positive
 *   semidefinite; `non-finite` (detail: row, col)
 * @see Harbrecht, Peters & Schneider 2012, "On the low-rank approximation by the pivoted Cholesky
 *   decomposition" (greedy pivots); Chen, Epperly, Tropp & Webber 2023, "Randomly pivoted Cholesky";
 *   Epperly, Tropp & Webber 2024, "Embrace rejection: Kernel matrix approximation by accelerated
 *   randomly pivoted Cholesky" (blocks)
 */
export async function pivotedCholesky(
  a: Matrix | SymmetricTiles,
  options: PivotedCholeskyOptions,
): Promise<PivotedCholesky> {
  const { rank, tolerance = 0, engine = plainEngine, signal, onProgress } = options;
  const rule = checkedRule(options);
  const tiles = "tile" in a ? a : matrixTiles(a);
  const original = await readDiagonal("pivotedCholesky", tiles);
  const residual = original.slice();
  const total = sum(original);
  const blocks: Matrix[] = [];
  const pivots: number[] = [];
  const finish = (reason: PivotedCholesky["reason"]): PivotedCholesky => ({
    factor: sideBySide(tiles.size, blocks),
    pivots: Int32Array.from(pivots),
    residualDiagonal: residual,
    relativeError: total === 0 ? 0 : sum(residual) / total,
    reason,
  });
  for (;;) {
    signal?.throwIfAborted();
    const left = sum(residual);
    if (left === 0) return finish("exhausted");
    if (left <= tolerance * total) return finish("tolerance");
    if (pivots.length >= Math.min(rank, tiles.size)) return finish("rank");
    const proposed = rule.propose(residual, rank - pivots.length);
    const state = { tiles, engine, blocks, original, residual };
    const { block, taken } = await eliminate(state, proposed, rule);
    if (taken.length > 0) pushMerging(blocks, block);
    pivots.push(...taken);
    onProgress?.(pivots.length / rank);
  }
}

function checkedRule(options: PivotedCholeskyOptions): PivotRule {
  const { rank, tolerance = 0, random, block = 64 } = options;
  checkCount("rank", rank);
  checkCount("block", block);
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(
      `pivotedCholesky: tolerance must be at least 0 and below 1, got ${tolerance}`,
    );
  }
  return random === undefined ? greedyRule : randomRule(random, block);
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`pivotedCholesky: ${name} must be an integer of at least 1, got ${value}`);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
