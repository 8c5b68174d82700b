/** The rows asked for, or all `count` of them. */
export function rowIndices(
  count: number,
  rows: ArrayLike<number> | undefined,
  caller: string,
): ArrayLike<number> {
  if (rows === undefined) return Int32Array.from({ length: count }, (_, i) => i);
  for (const row of Array.from(rows)) {
    if (!Number.isInteger(row) || row < 0 || row >= count) {
      throw new RangeError(`${caller}: rows must be integers from 0 to ${count - 1}, got ${row}`);
    }
  }
  return rows;
}
