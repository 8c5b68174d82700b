import { random } from "@ntkit/linalg";
import type { CrossValidation } from "./cross-validate.ts";
import { percentiles } from "./percentiles.ts";
import type { Interval } from "../metrics/wilson-interval.ts";

export interface BootstrapOptions {
  readonly seed: number;
  /** Bootstrap samples. Default 1000. */
  readonly resamples?: number | undefined;
  /** Coverage of the interval. Default 0.95. */
  readonly level?: number | undefined;
}

/** What the configuration that would be selected is worth on new rows. */
export interface BiasCorrectedEstimate {
  /** Mean over the samples of the selected configuration's metric on the rows left out. */
  readonly estimate: number;
  /** Percentiles of the same. */
  readonly interval: Interval;
  /** How often each configuration was selected, shape [configurations]. */
  readonly selected: Int32Array;
}

/**
 * Estimate of the *selected* configuration's performance, free of the optimism of having selected it
 * (BBC-CV): in each bootstrap sample of the out-of-fold rows select the best configuration, then judge
 * it on the rows that are not in the sample.
 *
 * The selection is on the pooled metric, ties to the first. Rows that were out of fold more than once
 * (repeated cross-validation) count once, by their mean. No model is refitted:
 * O(resamples · rows · configurations).
 *
 * @throws {@link RangeError} when there are fewer than two rows, no configuration, or an option is out of range
 * @see Tsamardinos, Greasidou, Borboudakis 2018, "Bootstrapping the out-of-sample predictions for
 *   efficient and accurate cross-validation", Machine Learning 107
 */
export function bootstrapBiasCorrected(
  results: Pick<CrossValidation, "configurations" | "metric" | "rows">,
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): BiasCorrectedEstimate {
  const { metric, configurations } = results;
  if (configurations.length === 0) {
    throw new RangeError("bootstrapBiasCorrected: configurations must not be empty, got []");
  }
  const values = configurations.map(({ rowValues }) => perRow(results.rows, rowValues));
  const generator = random(seed);
  const selected = new Int32Array(configurations.length);
  const scores = sampleCounts(generator, values[0]!.length, resamples).map((counts) => {
    const best = select(values, counts, metric.better === "higher" ? 1 : -1);
    selected[best]!++;
    return metric.fromMean(outMean(values[best]!, counts));
  });
  const estimate = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { estimate, interval: percentiles(scores, level), selected };
}

/** One value per distinct row, the mean of its values, in order of first occurrence. */
function perRow(rows: Int32Array, rowValues: Float64Array): Float64Array {
  const sums = new Map<number, { sum: number; count: number }>();
  rows.forEach((row, v) => {
    const entry = sums.get(row) ?? { sum: 0, count: 0 };
    sums.set(row, { sum: entry.sum + rowValues[v]!, count: entry.count + 1 });
  });
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count);
}

/** How often each of `n` rows is in each sample; samples that leave no row out are drawn again. */
function sampleCounts(
  generator: { integer(n: number): number },
  n: number,
  resamples: number,
): Int32Array[] {
  if (n < 2)
    throw new RangeError(`bootstrapBiasCorrected: there must be at least 2 rows, got ${n}`);
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(
      `bootstrapBiasCorrected: resamples must be a positive integer, got ${resamples}`,
    );
  }
  const samples: Int32Array[] = [];
  while (samples.length < resamples) {
    const counts = new Int32Array(n);
    for (let draw = 0; draw < n; draw++) counts[generator.integer(n)]!++;
    if (counts.includes(0)) samples.push(counts);
  }
  return samples;
}

/** The configuration with the best total over the sample. */
function select(values: readonly Float64Array[], counts: Int32Array, sign: number): number {
  let [best, highest] = [0, -Infinity];
  values.forEach((rowValues, c) => {
    let total = 0;
    for (let i = 0; i < counts.length; i++) total += counts[i]! * rowValues[i]!;
    if (sign * total > highest) [best, highest] = [c, sign * total];
  });
  return best;
}

/** Mean over the rows that are not in the sample. */
function outMean(rowValues: Float64Array, counts: Int32Array): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] !== 0) continue;
    sum += rowValues[i]!;
    n++;
  }
  return sum / n;
}
