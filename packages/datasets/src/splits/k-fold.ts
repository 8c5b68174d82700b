import { rowsWhere, shuffledByClass } from "./shuffled-by-class.ts";

/** Row indices to learn from and to check on: disjoint, ascending, together all rows. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** How {@link kFold} divides. */
export interface KFoldOptions {
  readonly folds: number;
  readonly seed: number;
  /** Class of every row: every class is spread evenly over the folds. */
  readonly labels?: ArrayLike<number>;
}

/**
 * `folds` divisions of the rows 0 … n − 1, each row in exactly one validation part.
 *
 * The rows are shuffled (with labels: class by class) and dealt out in turn like cards, so the sizes of the
 * validation parts differ by at most 1, and so do the members that each gets of every class. A class
 * with fewer members than folds is in as many of them as it has members. Equal seeds give equal folds.
 *
 * @throws {@link !RangeError} when `folds` is not an integer from 2 to n, or `labels` has not n entries
 */
export function kFold(n: number, { folds, seed, labels }: KFoldOptions): Fold[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > n) {
    throw new RangeError(
      `kFold: folds must be an integer from 2 to the number of rows (${n}), got ${folds}`,
    );
  }
  const order = shuffledByClass("kFold", n, seed, labels);
  const foldOf = new Int32Array(n);
  for (const [place, row] of order.entries()) foldOf[row] = place % folds;
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere(n, (row) => foldOf[row] !== fold),
    validation: rowsWhere(n, (row) => foldOf[row] === fold),
  }));
}
