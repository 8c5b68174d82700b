import { ShapeError } from "@ntkit/linalg";
import { studentQuantile } from "./student-quantile.ts";

/** A measure (accuracy, say) after each round, over repetitions with other seeds. */
export interface LearningCurve {
  /** Mean over the repetitions, shape [rounds]. */
  readonly mean: Float64Array;
  /** Ends of the confidence interval of the mean, shape [rounds]; infinite for a single run. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly repetitions: number;
}

/**
 * Mean and confidence band of repeated runs, round by round.
 *
 *   mean ± t s / √n,   t the two-sided quantile of Student's distribution with n − 1 degrees of freedom
 *
 * Of the differences of two strategies with the same seeds it is the paired comparison.
 *
 * @param runs - one array of values for each seed, all of one length
 * @param level - coverage, default 0.95
 * @throws {@link ShapeError} without runs or for runs of different lengths; {@link RangeError} for a level
 *   outside (0, 1)
 */
export function learningCurve(runs: readonly ArrayLike<number>[], level = 0.95): LearningCurve {
  const rounds = checkRuns(runs);
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`learningCurve: level must lie between 0 and 1, got ${level}`);
  }
  const columns = Array.from({ length: rounds }, (_, round) => runs.map((run) => run[round]!));
  const means = columns.map(meanOf);
  const halves = columns.map((values, round) => halfWidth(values, means[round]!, level));
  return {
    mean: Float64Array.from(means),
    low: Float64Array.from(means, (mean, round) => mean - halves[round]!),
    high: Float64Array.from(means, (mean, round) => mean + halves[round]!),
    repetitions: runs.length,
  };
}

function checkRuns(runs: readonly ArrayLike<number>[]): number {
  const rounds = runs[0]?.length ?? 0;
  const odd = runs.find((run) => run.length !== rounds);
  if (rounds > 0 && odd === undefined) return rounds;
  const got = odd === undefined ? "none" : `${rounds} and ${odd.length}`;
  throw new ShapeError(
    `learningCurve: runs must have the same number of rounds, at least 1, got ${got}`,
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function halfWidth(values: readonly number[], mean: number, level: number): number {
  const n = values.length;
  if (n === 1) return Infinity;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return studentQuantile(level, n - 1) * Math.sqrt(squares / (n - 1) / n);
}
