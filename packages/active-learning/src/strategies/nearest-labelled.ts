import type { Matrix } from "@ntkit/linalg";

/** For each pool row, the labelled row that is nearest. */
export interface NearestLabelled {
  /** Shape [U]; ∞ when nothing is labelled. */
  readonly squaredDistances: Float64Array;
  /** Shape [U]; −1 when nothing is labelled. */
  readonly labelled: Int32Array;
}

/** The nearest labelled row by |x|² + |x'|² − 2⟨x, x'⟩; O(U N). */
export function nearestLabelled(
  squaredNorms: Float64Array,
  cross?: Matrix,
  labelledNorms?: Float64Array,
): NearestLabelled {
  const size = squaredNorms.length;
  const result = {
    squaredDistances: new Float64Array(size).fill(Infinity),
    labelled: new Int32Array(size).fill(-1),
  };
  if (cross === undefined || labelledNorms === undefined) return result;
  for (let x = 0; x < size; x++) {
    for (let i = 0; i < cross.cols; i++) {
      const product = cross.data[x * cross.cols + i]!;
      const distance = Math.max(0, squaredNorms[x]! + labelledNorms[i]! - 2 * product);
      if (distance >= result.squaredDistances[x]!) continue;
      result.squaredDistances[x] = distance;
      result.labelled[x] = i;
    }
  }
  return result;
}
