import { DataError, type Table } from "@ntkit/datasets";
import { formatNumber } from "../screen/format.ts";

/** Beyond its square, and the sum of such squares, float64 has no number; below its inverse squares vanish. */
const largest = 1e150;

/**
 * Refuses numeric targets from which nothing can be learnt: all equal, or so large or so close together that
 * squared errors overflow or vanish.
 *
 * @throws DataError with the column and the values; O(n)
 */
export function refuseExtremeTargets(table: Table, column: string, values: Float64Array): void {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const place = { file: table.file, column };
  const name = `target column ${JSON.stringify(column)}`;
  if (high - low === 0 && values.length > 1) {
    throw new DataError(`${name} must vary, got ${formatNumber(low)} in every row`, place);
  }
  const spread = high - low;
  if (Math.max(-low, high) <= largest && (spread >= 1 / largest || values.length < 2)) return;
  throw new DataError(
    `${name} must be of a size that can be squared, got values from ${low} to ${high}; scale it`,
    place,
  );
}
