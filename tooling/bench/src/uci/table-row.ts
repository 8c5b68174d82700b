/** A row of the table in which classifiers are compared over many sets, in percent. */
export interface TableRow {
  /** Mean accuracy and its standard deviation over the sets. */
  readonly mean: number;
  readonly deviation: number;
  /** Share of the sets with more than 90 % and more than 95 % of the best known accuracy. */
  readonly p90: number;
  readonly p95: number;
  /** Mean share of the best known accuracy, and its standard deviation. */
  readonly pma: number;
  readonly pmaDeviation: number;
}

/** The NTK's row as published. @see Arora et al. 2020, arXiv:1910.01663, Table 1 */
export const publishedRow: TableRow = {
  mean: 81.95,
  deviation: 14.1,
  p90: 88.89,
  p95: 72.22,
  pma: 95.72,
  pmaDeviation: 5.17,
};

/** One set: our accuracy, and the best of all other classifiers (null where none is known). */
export interface SetAccuracy {
  readonly ours: number;
  readonly best: number | null;
}

/**
 * The row of Table 1: the best accuracy of a set is that of all classifiers, ours among them; deviations are
 * those of a sample.
 *
 * @param sets - at least one
 */
export function tableRow(sets: readonly SetAccuracy[]): TableRow {
  const shares = sets.map(({ ours, best }) => ours / Math.max(ours, best ?? 0));
  const above = (share: number): number =>
    (100 * shares.filter((s) => s > share).length) / sets.length;
  const accuracies = moments(sets.map(({ ours }) => ours));
  const ofBest = moments(shares.map((share) => 100 * share));
  return {
    ...accuracies,
    p90: above(0.9),
    p95: above(0.95),
    pma: ofBest.mean,
    pmaDeviation: ofBest.deviation,
  };
}

/** "81.95 ± 14.10, P90 88.89, P95 72.22, PMA 95.72 ± 5.17". */
export function formatTableRow(row: TableRow): string {
  const [mean, deviation, p90, p95, pma, pmaDeviation] = [
    row.mean,
    row.deviation,
    row.p90,
    row.p95,
    row.pma,
    row.pmaDeviation,
  ].map((value) => value.toFixed(2));
  return `${mean!} ± ${deviation!}, P90 ${p90!}, P95 ${p95!}, PMA ${pma!} ± ${pmaDeviation!}`;
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
