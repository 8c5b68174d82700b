import type { Engine, Matrix } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import type { FactorNumbers, OuterFactors } from "../factors/factors.ts";
import { numbers } from "../ops/series.ts";

/** Cotangents known as products, left and right, with their numbers of outputs and examples. */
export interface OuterPair {
  readonly left: OuterFactors;
  /** Undefined for the left ones with themselves. */
  readonly right: OuterFactors | undefined;
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
  const weights = summedProducts(left.shared, (right ?? left).shared, outputs);
  if (right !== undefined) {
    const rows = weighted(left.slope, weights, n);
    return (await engine.gram(rows, weighted(right.slope, undefined, m, rows.cols), { signal }))
      .data;
  }
  const rows = weighted(left.slope, weights.map(Math.sqrt), n);
  return (await engine.gram(rows, undefined, { signal })).data;
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
  const result = numbers(rows * width).fill(1);
  if (slope !== undefined) result.set(slope);
  for (let row = 0, at = 0; weights !== undefined && row < rows; row++) {
    for (let i = 0; i < width; i++, at++) result[at]! *= weights[i]!;
  }
  return matrix(rows, width, result);
}
