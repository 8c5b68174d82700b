import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** How {@link oneHot} codes. */
export interface OneHotOptions {
  /** Subtract 1/C, so that every row sums to 0. Default false. */
  readonly centered?: boolean;
}

/**
 * Labels as a matrix [labels, C]: 1 in the column of the label and 0 elsewhere; centred,
 * 1 − 1/C and −1/C.
 *
 * @throws {@link !RangeError} when `count` is not a positive integer or a label is not an integer from 0
 *   to `count` − 1
 */
export function oneHot(
  labels: ArrayLike<number>,
  count: number,
  { centered = false }: OneHotOptions = {},
): Matrix {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`oneHot: count must be a positive integer, got ${count}`);
  }
  const off = centered ? -1 / count : 0;
  const result = matrix(labels.length, count);
  result.data.fill(off);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= count) {
      throw new RangeError(
        `oneHot: labels must be integers from 0 to ${count - 1}, got ${label} at ${i}`,
      );
    }
    result.data[i * count + label] = centered ? 1 - 1 / count : 1;
  }
  return result;
}
