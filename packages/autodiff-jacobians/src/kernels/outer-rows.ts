import type { Engine, Matrix } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import type { FactorNumbers, OuterFactors } from "../factors/factors.ts";
import { lastingNumbers } from "../ops/series.ts";

/** Cotangents known as products, left and right, with their numbers of outputs and examples. */
export interface OuterPair {
  readonly left: OuterFactors;
  readonly right: OuterFactors;
  readonly n: number;
  readonly m: number;
  readonly outputs: number;
}

/**
 * Σ_q b_qn · b_qm of b_qn = shared_q ∘ slope_n, [N, M]: inner products of the slopes, weighted by
 * Σ_q shared_q², so that outputs take no time.
 */
export async function outerProducts(
  { left, right, n, m, outputs }: OuterPair,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const weights = summedProducts(left.shared, right.shared, outputs);
  const rows = weighted(left.slope, weights, n);
  const others = weighted(right.slope, undefined, m, rows.cols);
  return (await engine.gram(rows, others, { signal })).data;
}

/** Rows [N, width] whose inner products are those of {@link outerProducts}, if `shared` is the same on both sides. */
export function outerRows(
  { shared, slope }: OuterFactors,
  outputs: number,
  examples: number,
): Matrix {
  return weighted(slope, summedProducts(shared, shared, outputs).map(Math.sqrt), examples);
}

/** Σ_q x[q, i] y[q, i]. */
function summedProducts(x: FactorNumbers, y: FactorNumbers, outputs: number): Float64Array {
  const sums = new Float64Array(x.length / outputs);
  for (let q = 0, at = 0; q < outputs; q++) {
    for (let i = 0; i < sums.length; i++, at++) sums[i]! += x[at]! * y[at]!;
  }
  return sums;
}

/** `slope` [rows, width] with each column times its weight; ones for what is undefined. */
function weighted(
  slope: FactorNumbers | undefined,
  weights: Float64Array | undefined,
  rows: number,
  width = weights!.length,
): Matrix {
  const result = lastingNumbers(rows * width).fill(1);
  if (slope !== undefined) result.set(slope);
  for (let row = 0, at = 0; weights !== undefined && row < rows; row++) {
    for (let i = 0; i < width; i++, at++) result[at]! *= weights[i]!;
  }
  return matrix(rows, width, result);
}
