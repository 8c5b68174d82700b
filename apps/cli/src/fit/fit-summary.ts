import { type Matrix, selectRows } from "@ntkit/linalg";
import type { ConfigurationResult } from "@ntkit/solvers";
import type { Candidate } from "./candidate.ts";
import { chooseBest } from "./choose-best.ts";
import { type Estimate, type MetricName, estimate, metricOf } from "./intervals.ts";
import type { SearchResult } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/** A candidate, or a baseline, at its best penalty. */
export interface CandidateSummary {
  readonly label: string;
  readonly role: "chosen" | "candidate" | "linear" | "trivial";
  readonly settings: Candidate["settings"];
  readonly penalty: number | undefined;
  /** Share of correct classes, or root mean squared error, over all held-out rows. */
  readonly estimate: Estimate;
}

/** What a search found, in numbers. */
export interface FitSummary {
  readonly metric: MetricName;
  readonly chosen: CandidateSummary;
  /** A linear model, tuned in the same way on the same splits. */
  readonly linear: CandidateSummary;
  /** The predictor that ignores the features: the majority class, or the mean. */
  readonly trivial: CandidateSummary;
  /** All candidates, in the order tried. */
  readonly tried: readonly CandidateSummary[];
}

/**
 * One row per candidate at its best penalty, and the baselines.
 *
 * Intervals: Wilson's for accuracy, the normal one of the mean square for RMSE, over the held-out rows. They
 * say how far chance in the rows moves the estimate, not what choosing the best of many adds.
 */
export function fitSummary(
  search: SearchResult,
  candidates: readonly Candidate[],
  targets: Targets,
  baselines: { readonly linear: ConfigurationResult; readonly trivial: Matrix },
): FitSummary {
  const metric = metricOf(targets.task);
  const truth = selectRows(targetMatrix(targets), search.rows);
  const of = (scores: Matrix): Estimate => estimate(metric, scores, truth);
  const tried = candidates.map(({ label, settings }, c): CandidateSummary => {
    const mine = search.configurations.filter(({ candidateIndex }) => candidateIndex === c);
    const isChosen = c === search.best.candidateIndex;
    const { value, predictions } = isChosen
      ? search.best
      : chooseBest({ ...search, configurations: mine }, targetMatrix(targets), "squared-error");
    const role = isChosen ? "chosen" : "candidate";
    return { label, role, settings, penalty: value, estimate: of(predictions) };
  });
  const trivialName = targets.task === "classification" ? "majority class" : "mean of the target";
  const baseline = { settings: {}, penalty: undefined };
  return {
    metric: metric.name,
    chosen: tried[search.best.candidateIndex]!,
    linear: {
      label: "linear model",
      role: "linear",
      settings: {},
      penalty: baselines.linear.value,
      estimate: of(baselines.linear.predictions),
    },
    trivial: { ...baseline, label: trivialName, role: "trivial", estimate: of(baselines.trivial) },
    tried,
  };
}
