/**
 * The middle of the sorted values; of an even number of them, the mean of the two in the middle.
 *
 * @throws {@link !RangeError} when there is no value
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("median: values must not be empty, got []");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
