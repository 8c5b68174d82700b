import { type Matrix, NumericalError } from "@ntkit/linalg";

/**
 * Refuses equal rows of features, with which a kernel matrix without a ridge is singular.
 *
 * @param nameRow - how messages call a row, for example by its line in the file
 * @throws NumericalError "singular" that names the first two equal rows; O(n d)
 */
export function refuseDuplicateRows(x: Matrix, nameRow: (row: number) => string): void {
  const seen = new Map<string, number>();
  for (let row = 0; row < x.rows; row++) {
    const key = x.data.subarray(row * x.cols, (row + 1) * x.cols).join();
    const before = seen.get(key);
    if (before !== undefined) {
      throw new NumericalError(
        `fit: rows must differ when the ridge is 0, got equal features in ${nameRow(before)} and ` +
          `${nameRow(row)}, so that the kernel matrix is singular; use a ridge above 0`,
        "singular",
        { row: before, duplicate: row },
      );
    }
    seen.set(key, row);
  }
}
