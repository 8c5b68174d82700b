import { DataError, type Table, numericTarget } from "@ntkit/datasets";
import { nameRow } from "./fit-problem.ts";

/** Known observation noise of a numeric target. */
export interface KnownNoise {
  /** Column that has the standard deviation of each row; undefined for one number for all. */
  readonly column: string | undefined;
  /** Mean of the variances, in squared units of the target. */
  readonly meanVariance: number;
  /** Variances over their mean, [n]; undefined for one number for all. */
  readonly shape: Float64Array | undefined;
}

/**
 * The noise that `--noise` names: a column of standard deviations where the table has one of that name, else a
 * number.
 *
 * @throws DataError when it is neither, or not above 0 in some row
 */
export function knownNoise(table: Table, word: string): KnownNoise {
  if (table.columns.some(({ name }) => name === word)) return noiseColumn(table, word);
  const deviation = word.trim() === "" ? Number.NaN : Number(word);
  if (!(deviation > 0 && deviation < Infinity)) {
    throw new DataError(
      `noise must be a column of the table or a number above 0, got ${JSON.stringify(word)}`,
      {},
    );
  }
  return { column: undefined, meanVariance: deviation ** 2, shape: undefined };
}

function noiseColumn(table: Table, column: string): KnownNoise {
  const variances = noiseVariances(table, column);
  const meanVariance = variances.reduce((sum, v) => sum + v / variances.length, 0);
  return { column, meanVariance, shape: variances.map((v) => v / meanVariance) };
}

/**
 * Squares of a column of standard deviations, [n].
 *
 * @throws DataError for a value that is missing or not above 0
 */
export function noiseVariances(table: Table, column: string): Float64Array {
  const deviations = numericTarget(table, column);
  const wrong = deviations.findIndex((value) => !(value > 0));
  if (wrong >= 0) {
    throw new DataError(
      `noise must be above 0, got ${deviations[wrong]!} in ${nameRow(table, wrong)} of column "${column}"`,
      {},
    );
  }
  return deviations.map((value) => value ** 2);
}
