import type { SelfAttentionNode } from "@ntkit/architecture";
import { coordinates } from "./coordinates.ts";
import { placesOf } from "./field.ts";
import type { AttentionOp } from "./spatial-op.ts";
import { timesTransposed } from "./times-transposed.ts";

/**
 * Covariance of the embeddings of places, [places₁, places₂]: exp(-λ Σ |difference|^p), or 1 for equal
 * places and else 0; 0 where a place is masked.
 */
export function positionalCovariance(
  node: SelfAttentionNode,
  shape1: readonly number[],
  shape2: readonly number[],
  mask1: Uint8Array | null,
  mask2: Uint8Array | null,
): Float64Array {
  const [first, second] = [coordinatesOf(shape1), coordinatesOf(shape2)];
  const result = new Float64Array(first.length * second.length);
  first.forEach((at, p) => {
    if (mask1?.[p] === 0) return;
    second.forEach((other, q) => {
      if (mask2?.[q] === 0) return;
      const distance = at.reduce(
        (sum, x, axis) => sum + Math.abs(x - other[axis]!) ** node.positionalNorm,
        0,
      );
      result[p * second.length + q] =
        node.positionalDecay === null
          ? Number(distance === 0)
          : Math.exp(-node.positionalDecay * distance);
    });
  });
  return result;
}

function coordinatesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: placesOf(shape) }, (_, place) => coordinates(place, shape));
}

/**
 * Weights G = ζ(a K̃) [places, places] with which each place of an example reads all of them.
 *
 * @param cov - covariances K̃ between its places, embeddings included
 */
export function attentionWeights(
  { node }: AttentionOp,
  cov: Float64Array,
  mask: Uint8Array | null,
): Float64Array {
  const places = Math.round(Math.sqrt(cov.length));
  const scale = node.queryStd * node.keyStd;
  const weights = cov.map((value, k) => (mask?.[k % places] === 0 ? 0 : scale * value));
  if (node.mechanism === "abs") return weights.map(Math.abs);
  if (node.mechanism === "relu") return weights.map((value) => Math.max(value, 0));
  if (node.mechanism === "identity") return weights;
  for (let row = 0; row < places; row++) {
    softmax(weights.subarray(row * places, (row + 1) * places), mask);
  }
  return weights;
}

/** Softmax over the places that count, in place. */
function softmax(row: Float64Array, mask: Uint8Array | null): void {
  let largest = -Infinity;
  row.forEach((value, k) => {
    if (mask?.[k] !== 0) largest = Math.max(largest, value);
  });
  let total = 0;
  row.forEach((value, k) => {
    row[k] = mask?.[k] === 0 ? 0 : Math.exp(value - largest);
    total += row[k];
  });
  row.forEach((value, k) => {
    row[k] = value / total;
  });
}

/** `weight` x + `other` y. */
export function mix(
  x: Float64Array,
  y: Float64Array | null,
  weight: number,
  other: number,
): Float64Array {
  return y === null ? x : x.map((value, k) => weight * value + other * y[k]!);
}

/** G₁ K G₂ᵀ of [rows, rows], [rows, cols] and [cols, cols]. */
export function weigh(
  first: Float64Array,
  values: Float64Array,
  second: Float64Array,
): Float64Array {
  const [rows, cols] = [Math.round(Math.sqrt(first.length)), Math.round(Math.sqrt(second.length))];
  const half = timesTransposed(second, values, cols, rows, cols);
  return timesTransposed(first, half, rows, cols, rows);
}
