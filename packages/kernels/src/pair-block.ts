import { createMoments, momentNames } from "./moments.ts";
import type { Moments } from "./moments.ts";

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
export interface PairBlock extends Moments {
  /** Number of pairs in use, at most {@link BLOCK_LENGTH}. */
  length: number;
  /** Row of x₁. */
  row: number;
  /** Row of x₂ of the first pair. */
  start: number;
  /** Whether Θ is wanted; without it the slopes of activations need not be computed. */
  tangent: boolean;
}

/** An empty block. */
export function createPairBlock(): PairBlock {
  const { cov, apart, together, diff, ntk } = createMoments(BLOCK_LENGTH);
  return { length: 0, row: 0, start: 0, tangent: true, cov, apart, together, diff, ntk };
}

/** Makes `target` a copy of `source`. */
export function copyPairBlock(source: PairBlock, target: PairBlock): void {
  target.length = source.length;
  target.row = source.row;
  target.start = source.start;
  target.tangent = source.tangent;
  for (const name of momentNames) target[name].set(source[name]);
}
