/** How many pairs are carried through the layers at once: five arrays of this length stay in L1. */
export const BLOCK_LENGTH = 512;

/**
 * Second moments of the pairs (x₁[row], x₂[start + k]), k < length, at one place of the network.
 *
 * With q₁, q₂ the variances of the two inputs there and c their covariance:
 * `cov` = c, `gap` = q₁ + q₂ − 2c = E(u − v)², `sum` = q₁ + q₂ + 2c = E(u + v)², `diff` = q₁ − q₂.
 *
 * `gap`, `sum` and `diff` follow from c, q₁ and q₂ on paper, but not in float64: for points 1e-8
 * apart q₁ + q₂ − 2c is all rounding error. They are therefore carried along, each accurate relative
 * to itself. Weights multiply and independent sums add them without cancellation.
 */
export interface PairBlock {
  /** Number of pairs in use, at most {@link BLOCK_LENGTH}. */
  length: number;
  /** Row of x₁. */
  row: number;
  /** Row of x₂ of the first pair. */
  start: number;
  /** Whether Θ is wanted; without it the slopes of activations need not be computed. */
  tangent: boolean;
  readonly cov: Float64Array;
  readonly gap: Float64Array;
  readonly sum: Float64Array;
  readonly diff: Float64Array;
  /** The tangent kernel Θ. */
  readonly ntk: Float64Array;
}

/** An empty block. */
export function createPairBlock(): PairBlock {
  const array = (): Float64Array => new Float64Array(BLOCK_LENGTH);
  return {
    length: 0,
    row: 0,
    start: 0,
    tangent: true,
    cov: array(),
    gap: array(),
    sum: array(),
    diff: array(),
    ntk: array(),
  };
}

/** Makes `target` a copy of `source`. */
export function copyPairBlock(source: PairBlock, target: PairBlock): void {
  target.length = source.length;
  target.row = source.row;
  target.start = source.start;
  target.tangent = source.tangent;
  target.cov.set(source.cov);
  target.gap.set(source.gap);
  target.sum.set(source.sum);
  target.diff.set(source.diff);
  target.ntk.set(source.ntk);
}
