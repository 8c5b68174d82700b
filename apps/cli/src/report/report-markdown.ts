import { stringifyNetwork } from "@ntkit/architecture";
import { describeChoice, describeData, howMeasured } from "../fit/fit-result.ts";
import { edgeOfGrid } from "../fit/edge-of-grid.ts";
import { penaltyWords } from "../fit/penalty-words.ts";
import { unfinishedSvm } from "../fit/unfinished-svm.ts";
import type { FitRequest } from "../fit/fit-flags.ts";
import type { FitOutcome } from "../fit/fit-outcome.ts";
import type { CandidateSummary } from "../fit/fit-summary.ts";
import type { FlowState, LandmarkState, ModelNoise } from "../model/trained-model.ts";
import { formatEstimate, formatNumber, plural } from "../screen/format.ts";
import { version } from "../version.ts";
import type { Figure } from "./fit-figures.ts";
import { code, escapeMarkdown } from "./markdown.ts";

/** The report of a fit: what was chosen and why, how good it is, from what data, and how to use it. */
export function reportMarkdown(
  outcome: FitOutcome,
  request: FitRequest,
  figures: readonly Figure[],
): string {
  const figure = (...files: Figure["file"][]): string =>
    figures
      .filter(({ file }) => files.includes(file))
      .map(({ file, caption }) => `![${caption}](${file})`)
      .join("\n\n");
  return [
    `# ${escapeMarkdown(outcome.provenance.data.file)}: ${escapeMarkdown(outcome.problem.target)}`,
    summaryParagraph(outcome),
    figure("candidates.svg"),
    "## What was chosen, and why",
    choiceParagraph(outcome, request),
    candidateTable(outcome, request),
    figure("penalty.svg"),
    "## How good it is",
    honestParagraph(outcome),
    figure("confusion.svg", "predictions.svg"),
    "## What it says about its own errors",
    uncertaintyParagraph(outcome),
    "## The data",
    dataTable(outcome, request),
    "## How to use it",
    useParagraph(outcome),
    "## The network",
    code(stringifyNetwork(outcome.model.network, { format: "yaml" }).trim(), "yaml"),
    `ntkit ${version}, seed ${request.flags.seed}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function summaryParagraph(outcome: FitOutcome): string {
  const { metric, chosen, linear, trivial } = outcome.summary;
  const word = metric === "accuracy" ? "is right on" : "has a root mean squared error of";
  const of = `${metric === "accuracy" ? "of" : "on"} rows that it has not seen`;
  const shown = (row: CandidateSummary): string => formatEstimate(row.estimate, metric);
  return (
    `**The infinitely wide network ${word} ${shown(chosen)} ${of}**; ` +
    `a linear model ${shown(linear)}, the ${trivial.label} ${shown(trivial)}. ` +
    `In brackets: 95 % confidence intervals. (${escapeMarkdown(describeData(outcome))})`
  );
}

function choiceParagraph(outcome: FitOutcome, request: FitRequest): string {
  if (outcome.likelihood) return likelihoodParagraph(outcome, request);
  const { search, splits, candidates } = outcome;
  const settings = search.configurations.length;
  const measured = `${howMeasured(splits.splits.length)}${outcome.problem.targets.task === "classification" ? ", every class spread evenly" : ""}`;
  const ties = request.protocol
    ? "the first of equals"
    : "among equals the one whose scores are nearest to the targets";
  const from = request.protocol
    ? `Protocol ${request.protocol.name} (${request.protocol.reference}).`
    : "Everything that is learnt from the table, the standardising too, was learnt from the training part of each split only.";
  const edge = edgeOfGrid(outcome, request);
  return (
    `**${escapeMarkdown(describeChoice(outcome, request))}.** ` +
    `It has the best value of ${plural(settings, "setting")} (${plural(candidates.length, "network")} with ` +
    `${plural(request.penalties.length, "penalty").replace("penaltys", "penalties")} each) by ${measured}, ${ties}. ${from}${edge === undefined ? "" : ` ${edge}`}`
  );
}

function likelihoodParagraph(outcome: FitOutcome, request: FitRequest): string {
  const rows = outcome.likelihood!.map(
    ({ candidate, logMarginalLikelihood, amplitude, relativeNoise }) =>
      `| ${escapeMarkdown(candidate.label)} | ${logMarginalLikelihood.toFixed(2)} | ${formatNumber(amplitude)} | ${formatNumber(relativeNoise)} |`,
  );
  const tuned = request.fixedStds
    ? "amplitude and noise"
    : "amplitude, noise and the standard deviations of weights and biases";
  return [
    `**${escapeMarkdown(describeChoice(outcome, request))}.** It has the largest marginal likelihood as a Gaussian ` +
      `process of ${plural(outcome.likelihood!.length, "network")}, each with its most likely ${tuned}. ` +
      "The rows that measure it below took part in that choice.",
    [
      "| network | log marginal likelihood | amplitude | noise, relative to the kernel's mean diagonal |",
      "|---|---|---|---|",
      ...rows,
    ].join("\n"),
  ].join("\n\n");
}

function candidateTable({ summary }: FitOutcome, request: FitRequest): string {
  const { metric, tried, linear, trivial } = summary;
  const penalty = `best ${penaltyWords[request.penalty].phrase}`;
  const rows = [...tried, linear, trivial].map((row) => {
    const mark = row.role === "chosen" ? "**" : "";
    const value = row.penalty === undefined ? "" : formatNumber(row.penalty);
    return `| ${mark}${escapeMarkdown(row.label)}${mark} | ${value} | ${mark}${formatEstimate(row.estimate, metric)}${mark} |`;
  });
  return [`| network | ${penalty} | ${metric} (95 % interval) |`, "|---|---|---|", ...rows].join(
    "\n",
  );
}

function honestParagraph(outcome: FitOutcome): string {
  const { summary, corrected, test, search, splits } = outcome;
  const { metric, chosen } = summary;
  const optimism = outcome.likelihood
    ? "The network and its noise were chosen by the likelihood of the same rows, which makes this figure a little too good."
    : `Choosing the best of ${plural(search.configurations.length, "setting")} on the same rows makes this figure a little too good.`;
  const parts = [
    `On held-out rows: ${metric} ${formatEstimate(chosen.estimate, metric)}. ${optimism}`,
  ];
  if (corrected !== undefined) {
    parts.push(
      `With that optimism taken out (by choosing again in bootstrap samples of the held-out predictions and ` +
        `scoring on the rows outside each): **${formatEstimate(corrected, metric)}**. This is the figure to quote.`,
    );
  }
  if (test !== undefined) {
    parts.push(
      `On ${plural(splits.test!.length, "row")} that took part in no choice: **${formatEstimate(test, metric)}**. ` +
        "The saved model was fitted to all rows afterwards, those included.",
    );
  }
  parts.push(
    "The intervals treat rows as independent draws from what the model will meet; if rows belong together " +
      "(the same patient, the same batch), they are too narrow.",
  );
  return parts.join(" ");
}

function uncertaintyParagraph({ model }: FitOutcome): string {
  const { solver, target } = model;
  if (solver.type === "svm") {
    const stopped = unfinishedSvm(model);
    return `\`predict\` gives each class its share of the pairwise votes. These are not probabilities.${stopped === undefined ? "" : ` ${stopped}`}`;
  }
  if (solver.type === "flow" || solver.type === "landmarks") return heldOutUncertainty(solver);
  if (target.task === "classification") {
    return (
      "`predict` gives class probabilities: softmax of the scores at temperature " +
      `${formatNumber(solver.temperature!)}, which was fitted to the held-out scores above. ` +
      "`sd` is the posterior standard deviation of a score: near 0 beside training rows, large far from all of them."
    );
  }
  if (solver.noise !== undefined)
    return knownNoiseUncertainty(solver.noise, solver.intervalFactor!);
  return (
    "`predict` gives `sd`, the posterior standard deviation with noise, scaled by the leave-one-out residuals, and " +
    `\`lower\` and \`upper\`, ${formatNumber(solver.intervalFactor!)} of them to either side: ` +
    "the width that holds 95 % of the leave-one-out residuals."
  );
}

function heldOutUncertainty({ temperature, halfWidth }: FlowState | LandmarkState): string {
  if (temperature !== undefined) {
    return (
      "`predict` gives class probabilities: softmax of the scores at temperature " +
      `${formatNumber(temperature)}, which was fitted to the held-out scores above.`
    );
  }
  return (
    `\`predict\` gives \`lower\` and \`upper\`, ${formatNumber(halfWidth!)} to either side of every value: ` +
    "the width that holds 95 % of the held-out residuals above."
  );
}

function knownNoiseUncertainty({ column, meanVariance }: ModelNoise, factor: number): string {
  const noise =
    column === undefined
      ? `noise of standard deviation ${formatNumber(Math.sqrt(meanVariance))}, as given`
      : `noise of the standard deviations in column "${escapeMarkdown(column)}"; where a table lacks that column, the intervals are of the value without noise`;
  return (
    `\`predict\` gives \`sd\`, the posterior standard deviation with ${noise}; and \`lower\` and \`upper\`, ` +
    `${formatNumber(factor)} of them to either side, the width that holds 95 % of the leave-one-out residuals.`
  );
}

function dataTable({ problem, provenance, model }: FitOutcome, { flags }: FitRequest): string {
  const { data } = provenance;
  const { table, targets } = problem;
  const missing = table.columns.filter((column) =>
    column.kind === "number" ? column.missing.includes(1) : column.codes.includes(-1),
  );
  const numeric = model.encoder.columns.filter((column) => column.kind === "number").length;
  const rows: [string, string][] = [
    ["file", data.file],
    ["SHA-256", data.sha256],
    ["rows", String(data.rows)],
    [
      "feature columns",
      `${numeric} numeric, ${model.encoder.columns.length - numeric} categorical`,
    ],
    ["features", String(data.features)],
    [
      "missing values",
      missing.length === 0 ? "none" : `in ${missing.map(({ name }) => name).join(", ")}`,
    ],
    ...(flags.exclude === undefined
      ? []
      : [["left out", flags.exclude.join(", ")] as [string, string]]),
    ["target", `${problem.target}: ${describeTargets(targets)}`],
  ];
  const lines = rows.map(([name, value]) => `| ${name} | ${escapeMarkdown(value)} |`);
  return ["| | |", "|---|---|", ...lines].join("\n");
}

function describeTargets(targets: FitOutcome["problem"]["targets"]): string {
  if (targets.task === "regression") {
    const sorted = targets.values.toSorted();
    const [low, middle, high] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!];
    return `${formatNumber(low)} to ${formatNumber(high)}, median ${formatNumber(middle)}`;
  }
  const counts = targets.classes.map((name, c) => {
    const count = targets.labels.filter((label) => label === c).length;
    return `${name} (${count})`;
  });
  return counts.join(", ");
}

function useParagraph({ problem }: FitOutcome): string {
  const columns = "a table with the same columns";
  return [
    `Predict ${columns}, with or without \`${problem.target.replaceAll("`", "")}\`:`,
    code("ntkit predict <this folder> <table.csv> --out predictions.csv", "sh"),
    "`model.json` describes the model; `arrays.npz` holds its numbers and opens with `numpy.load`.",
  ].join("\n\n");
}
