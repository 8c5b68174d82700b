import { matrix, selectRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCrossValidation, checkFoldKernel } from "./check-cross-validation.ts";
import type { Learner } from "../learners/learner.ts";
import type { Metric } from "../metrics/metric.ts";
import { naming } from "./naming.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { Interval } from "../metrics/wilson-interval.ts";

/** Which rows one fold learns from, and which it is judged on. */
export interface Fold {
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
}

/** One candidate kernel on one fold: n training rows, m validation rows. */
export interface FoldKernel {
  /** Shape [n, n]. */
  readonly train: Matrix;
  /** Shape [m, n]. */
  readonly cross: Matrix;
}

type MaybePromise<T> = T | Promise<T>;

/** What to compare, on what. */
export interface CrossValidationProblem {
  /** Shape [N, O]; one-hot for classes. */
  readonly targets: Matrix;
  readonly folds: readonly Fold[];
  /** Names of the candidate kernels, in the order in which ties are broken. */
  readonly candidates: readonly string[];
  /**
   * The kernels of a fold, one per candidate in their order. Called once per fold, so that
   * preprocessing fitted on its training rows, and what candidates share, is computed once; yield
   * them one by one to hold no more than one in memory.
   */
  readonly kernels: (
    fold: Fold,
    index: number,
  ) => MaybePromise<AsyncIterable<FoldKernel> | Iterable<FoldKernel>>;
  readonly learners: readonly Learner[];
  readonly metric: Metric;
  /** Coverage of the intervals. Default 0.95. */
  readonly level?: number | undefined;
}

/** A candidate kernel with a learner at one value of its grid, and what it reached. */
export interface ConfigurationResult {
  readonly candidate: string;
  readonly candidateIndex: number;
  readonly learner: string;
  readonly learnerIndex: number;
  /** The regularisation value. */
  readonly value: number;
  /** The metric on each fold's validation rows. */
  readonly foldScores: Float64Array;
  /** Mean of `foldScores`. */
  readonly mean: number;
  /**
   * Interval of the metric from all out-of-fold rows as if they were independent. Not corrected for
   * choosing the best of many: see `bootstrapBiasCorrected`.
   */
  readonly interval: Interval;
  /** Out-of-fold predictions, shape [V, O]; row v is for row `rows[v]` of the table. */
  readonly predictions: Matrix;
  /** The metric's value of each out-of-fold row, shape [V]. */
  readonly rowValues: Float64Array;
}

/** All configurations, in order: candidate, then learner, then value. */
export interface CrossValidation {
  readonly metric: Metric;
  /** Rows of the table in the order of the out-of-fold predictions: fold after fold, shape [V]. */
  readonly rows: Int32Array;
  /** Fold of each out-of-fold row, shape [V]. */
  readonly foldOf: Int32Array;
  readonly configurations: readonly ConfigurationResult[];
}

/**
 * Judges every candidate kernel with every learner at every value of its grid, out of fold.
 *
 * Each kernel is asked for once per fold, and each learner fits its whole grid to it at once. Folds
 * may be k-fold, repeated, or a single hold-out split. Memory: the kernels that `kernels` holds, and
 * V × O numbers per configuration.
 *
 * @throws {@link RangeError} when a fold has no row, a row out of range or in both parts, or
 *   `kernels` gives another number of kernels than there are candidates
 * @throws what a learner throws, as the `cause` of an error of the same kind that names fold and candidate
 */
export async function crossValidate(
  problem: CrossValidationProblem,
  options: SolverOptions = {},
): Promise<CrossValidation> {
  checkCrossValidation(problem);
  const { folds, candidates } = problem;
  const rows = Int32Array.from(folds.flatMap(({ validation }) => Array.from(validation)));
  const foldOf = Int32Array.from(folds.flatMap((f, i) => Array.from(f.validation, () => i)));
  const drafts = draftConfigurations(problem, rows.length);
  let from = 0;
  for (const [index, fold] of folds.entries()) {
    let candidate = 0;
    for await (const kernel of await problem.kernels(fold, index)) {
      options.signal?.throwIfAborted();
      if (candidate === candidates.length) throw wrongCount(problem, "more", index);
      await judge(problem, { fold, index, candidate, from, kernel }, drafts, options);
      candidate++;
      options.onProgress?.((index + candidate / candidates.length) / folds.length);
    }
    if (candidate < candidates.length) throw wrongCount(problem, candidate, index);
    from += fold.validation.length;
  }
  const configurations = drafts.map((draft) => finish(problem, draft));
  return { metric: problem.metric, rows, foldOf, configurations };
}

function wrongCount(
  { candidates }: CrossValidationProblem,
  got: number | string,
  fold: number,
): RangeError {
  return new RangeError(
    `crossValidate: kernels must give ${candidates.length} kernels (one per candidate), got ${got} in fold ${fold}`,
  );
}

type Draft = Omit<ConfigurationResult, "mean" | "interval">;

function draftConfigurations(problem: CrossValidationProblem, validationRows: number): Draft[] {
  const { candidates, learners, folds, targets } = problem;
  return candidates.flatMap((candidate, candidateIndex) =>
    learners.flatMap((learner, learnerIndex) =>
      learner.grid.map((value) => ({
        candidate,
        candidateIndex,
        learner: learner.name,
        learnerIndex,
        value,
        foldScores: new Float64Array(folds.length),
        predictions: matrix(validationRows, targets.cols),
        rowValues: new Float64Array(validationRows),
      })),
    ),
  );
}

interface Place {
  readonly fold: Fold;
  readonly index: number;
  readonly candidate: number;
  /** Where the fold's rows begin among the out-of-fold rows. */
  readonly from: number;
  readonly kernel: FoldKernel;
}

/** Fits all learners to one kernel of one fold and notes their predictions. */
async function judge(
  { targets, learners, metric, candidates }: CrossValidationProblem,
  { fold, index, candidate, from, kernel }: Place,
  drafts: readonly Draft[],
  options: SolverOptions,
): Promise<void> {
  const quiet = { ...options, onProgress: undefined };
  const known = selectRows(targets, Array.from(fold.train));
  const held = selectRows(targets, Array.from(fold.validation));
  checkFoldKernel(kernel, known.rows, held.rows, `fold ${index}, ${candidates[candidate]!}`);
  for (const [learnerIndex, learner] of learners.entries()) {
    const predictions = await naming(
      `fold ${index}, ${candidates[candidate]!}, ${learner.name}`,
      async () => {
        const named = { ...quiet, rows: fold.train };
        return (await learner.fitPath(kernel.train, known, named)).predict(kernel.cross, quiet);
      },
    );
    const mine = drafts.filter(
      (draft) => draft.candidateIndex === candidate && draft.learnerIndex === learnerIndex,
    );
    for (const [v, draft] of mine.entries()) {
      const values = metric.rowValues(predictions[v]!, held);
      draft.rowValues.set(values, from);
      draft.predictions.data.set(predictions[v]!.data, from * targets.cols);
      draft.foldScores[index] = metric.fromMean(average(values));
    }
  }
}

function finish(
  { metric, level = 0.95 }: CrossValidationProblem,
  draft: Draft,
): ConfigurationResult {
  return {
    ...draft,
    mean: average(draft.foldScores),
    interval: metric.interval(draft.rowValues, level),
  };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
