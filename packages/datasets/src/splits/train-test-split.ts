import { rowsWhere, shuffledByClass } from "./shuffled-by-class.ts";

/** Row indices to learn from and to test on: disjoint, ascending, together all rows. */
export interface TrainTestSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** How {@link trainTestSplit} divides. */
export interface TrainTestSplitOptions {
  /** Part of the rows to test on, in (0, 1). */
  readonly testFraction: number;
  readonly seed: number;
  /** Class of every row: every class is divided in the same proportion. */
  readonly labels?: ArrayLike<number>;
}

/**
 * One division of the rows 0 … n − 1 with round(n · testFraction) of them to test on; with labels,
 * the test part has of every class its share to within one row. Equal seeds give equal splits.
 *
 * @throws {@link !RangeError} when a part would be empty, `testFraction` is not in (0, 1), or `labels` has
 *   not n entries
 */
export function trainTestSplit(n: number, options: TrainTestSplitOptions): TrainTestSplit {
  const { testFraction, seed, labels } = options;
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new RangeError(
      `trainTestSplit: testFraction must lie between 0 and 1, got ${testFraction}`,
    );
  }
  const testRows = Math.round(n * testFraction);
  if (testRows < 1 || testRows >= n) {
    throw new RangeError(
      `trainTestSplit: both parts must have a row, got ${n - testRows} and ${testRows} of ${n}`,
    );
  }
  const order = shuffledByClass("trainTestSplit", n, seed, labels);
  const isTest = new Uint8Array(n);
  for (const [place, row] of order.entries()) {
    // Marks that are evenly spaced over the classes, one after another, and are `testRows` in all.
    const before = Math.floor((place * testRows) / n);
    if (Math.floor(((place + 1) * testRows) / n) > before) isTest[row] = 1;
  }
  return {
    train: rowsWhere(n, (row) => isTest[row] === 0),
    test: rowsWhere(n, (row) => isTest[row] === 1),
  };
}
