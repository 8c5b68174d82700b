import { classify } from "@ntkit/solvers";
import { howMeasured } from "../fit/fit-result.ts";
import type { FitRequest } from "../fit/fit-flags.ts";
import type { FitOutcome } from "../fit/fit-outcome.ts";
import type { CandidateSummary } from "../fit/fit-summary.ts";
import { penaltyWords } from "../fit/penalty-words.ts";
import { plural } from "../screen/format.ts";
import { type CandidateRow, candidatesFigure } from "./candidates-figure.ts";
import { confusionFigure } from "./confusion-figure.ts";
import { type Canvas, canvas } from "./figure.ts";
import { penaltyFigure } from "./penalty-figure.ts";
import { predictionFigure } from "./prediction-figure.ts";

/** A figure of the report. */
export interface Figure {
  readonly file: "candidates.svg" | "confusion.svg" | "predictions.svg" | "penalty.svg";
  /** What it shows, for readers who cannot see it. */
  readonly caption: string;
  readonly svg: string;
}

/** The figures of a fit: candidates, errors, and the path of the penalty where there is one. */
export async function fitFigures(outcome: FitOutcome, request: FitRequest): Promise<Figure[]> {
  const tools = await canvas();
  const figures = [candidates(tools, outcome), errors(tools, outcome)];
  const shown = request.penalties.filter((penalty) => penalty > 0 && penalty < Infinity);
  if (shown.length < 2 || outcome.likelihood !== undefined) return figures;
  return [...figures, penalty(tools, outcome, request)];
}

const axes = { accuracy: "accuracy, %", rmse: "root mean squared error" } as const;

function candidates(tools: Canvas, { summary, search, splits }: FitOutcome): Figure {
  const { metric, tried, linear, trivial } = summary;
  const rows = [...tried, linear, trivial].map(figureRow);
  const title = metric === "accuracy" ? "Accuracy on held-out rows" : "Error on held-out rows";
  const subtitle = `${howMeasured(splits.splits.length)} over ${plural(search.rows.length, "row")}; bars are 95 % intervals`;
  const text = { title, subtitle, axis: axes[metric], percent: metric === "accuracy" };
  return {
    file: "candidates.svg",
    caption: `${title} of every candidate network and the baselines, with 95 % intervals`,
    svg: candidatesFigure(tools, rows, text),
  };
}

function figureRow({ label, role, estimate }: CandidateSummary): CandidateRow {
  const { value, lower, upper } = estimate;
  // One held-out row has no spread, and no figure has room for infinity.
  const [from, to] = [lower, upper].map((end) => (Number.isFinite(end) ? end : value));
  return { label, role, mean: value, lower: from!, upper: to! };
}

function errors(tools: Canvas, { problem, search }: FitOutcome): Figure {
  const { targets } = problem;
  const { rows, best } = search;
  const subtitle = `${plural(rows.length, "row")}, each predicted by a model that was fitted without it`;
  if (targets.task === "regression") {
    const points = Array.from(rows, (row, i) => ({
      truth: targets.values[row]!,
      predicted: best.predictions.data[i]!,
    }));
    const title = "Predicted against true";
    const text = { title, subtitle: `${subtitle}; dashed: perfect`, target: problem.target };
    return {
      file: "predictions.svg",
      caption: "Held-out predictions against the true values, with the line of perfect prediction",
      svg: predictionFigure(tools, points, text),
    };
  }
  const counts = targets.classes.map(() => targets.classes.map(() => 0));
  const predicted = classify(best.predictions);
  rows.forEach((row, i) => {
    const line = counts[targets.labels[row]!]!;
    line[predicted[i]!] = line[predicted[i]!]! + 1;
  });
  return {
    file: "confusion.svg",
    caption: "How often each true class was predicted as each class on held-out rows",
    svg: confusionFigure(tools, targets.classes, counts, { title: "Confusion matrix", subtitle }),
  };
}

function penalty(
  tools: Canvas,
  { search, summary, candidates: networks }: FitOutcome,
  { penalty: kind }: FitRequest,
): Figure {
  const { metric } = summary;
  const { name, axis } = penaltyWords[kind];
  const points = search.configurations.map((configuration) => ({
    series: networks[configuration.candidateIndex]!.label,
    penalty: configuration.value,
    value: configuration.mean,
    chosen: configuration === search.best,
  }));
  const word = metric === "accuracy" ? "Accuracy" : "Error";
  const text = {
    title: `${word} against the ${kind === "C" ? "penalty C" : name}`,
    subtitle: "mean over the splits, one line per network",
    axis: axes[metric],
    penaltyAxis: axis,
    percent: metric === "accuracy",
  };
  return {
    file: "penalty.svg",
    caption: `${text.title} for every candidate network`,
    svg: penaltyFigure(tools, points, text),
  };
}
