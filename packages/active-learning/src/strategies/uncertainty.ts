import type { Matrix } from "@ntkit/linalg";
import { checkProbabilities } from "./check-probabilities.ts";

/** A measure of how unsure a classifier is of a row: the larger, the less sure. */
export type UncertaintyMeasure = "entropy" | "margin" | "least-confidence";

/**
 * How unsure a classifier is of each row of the pool, shape [U].
 *
 * - `"entropy"`: −Σ p log p, in nats
 * - `"margin"`: 1 − (p₁ − p₂), the two highest probabilities
 * - `"least-confidence"`: 1 − p₁
 *
 * @param probabilities - shape [U, O], rows that sum to 1
 * @throws {@link RangeError} for a row that is no distribution; {@link ShapeError} for one class only
 * @see Settles 2009, "Active learning literature survey"
 */
export function uncertainty(probabilities: Matrix, measure: UncertaintyMeasure): Float64Array {
  checkProbabilities("uncertainty", probabilities);
  const { rows, cols, data } = probabilities;
  const measureRow = measures[measure];
  return Float64Array.from({ length: rows }, (_, x) =>
    measureRow(data.subarray(x * cols, (x + 1) * cols)),
  );
}

const measures: Readonly<Record<UncertaintyMeasure, (p: Float64Array) => number>> = {
  entropy,
  margin: (p) => {
    const [first, second] = twoHighest(p);
    return 1 - (first - second);
  },
  "least-confidence": (p) => 1 - twoHighest(p)[0],
};

/** −Σ p log p with 0 log 0 = 0. */
export function entropy(p: Float64Array): number {
  let sum = 0;
  for (const value of p) if (value > 0) sum -= value * Math.log(value);
  return sum;
}

function twoHighest(p: Float64Array): [number, number] {
  let [first, second] = [-Infinity, -Infinity];
  for (const value of p) {
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return [first, second];
}
