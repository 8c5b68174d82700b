/** Second moments of pairs, entry for entry, in arrays of one length: see `PairBlock` for their meaning. */
export interface Moments {
  readonly cov: Float64Array;
  readonly apart: Float64Array;
  readonly together: Float64Array;
  readonly diff: Float64Array;
  /** The tangent kernel Θ. */
  readonly ntk: Float64Array;
}

/** Names of the arrays of {@link Moments}. */
export const momentNames = ["cov", "apart", "together", "diff", "ntk"] as const;

/** Moments of `length` pairs, all 0. */
export function createMoments(length: number): Moments {
  const array = (): Float64Array => new Float64Array(length);
  return { cov: array(), apart: array(), together: array(), diff: array(), ntk: array() };
}
