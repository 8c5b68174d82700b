/** How many pairs are carried through the layers at once: five arrays of this length stay in L1. */
export const BLOCK_LENGTH = 512;

/**
 * Second moments of the pairs (x₁[row], x₂[start + k]), k < length, at one place of the network.
 *
 * With q₁, q₂ the variances of the two inputs there, c their covariance and R = √(q₁q₂):
 * `cov` = c, `apart` = 2(R − c), `together` = 2(R + c), `diff` = q₁ − q₂. The angle θ between the
 * inputs has R sin θ = √(apart · together) / 2.
 *
 * `apart` and `together` follow from c, q₁ and q₂ on paper, but not in float64: for nearly parallel
 * inputs R − c is all rounding error, and with it the angle, to which the kernels of ReLU-like
 * networks are sensitive. They are therefore carried along, each accurate relative to itself: every
 * rule updates them by sums of positive terms.
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
  readonly apart: Float64Array;
  readonly together: Float64Array;
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
    apart: array(),
    together: array(),
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
  target.apart.set(source.apart);
  target.together.set(source.together);
  target.diff.set(source.diff);
  target.ntk.set(source.ntk);
}
