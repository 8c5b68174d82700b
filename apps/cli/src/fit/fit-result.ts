import { toJson } from "@ntkit/architecture";
import { formatEstimate, formatNumber, plural } from "../screen/format.ts";
import type { Result } from "../screen/print-result.ts";
import type { FitRequest } from "./fit-flags.ts";
import type { FitOutcome } from "./fit-outcome.ts";
import type { CandidateSummary } from "./fit-summary.ts";
import { penaltyWords } from "./penalty-words.ts";

/** What `ntkit fit` prints on stdout. */
export function fitResult(outcome: FitOutcome, request: FitRequest, folder: string): Result {
  return { json: fitJson(outcome, request, folder), text: fitText(outcome, request, folder) };
}

function fitJson(
  { problem, summary, corrected, test, model, provenance, splits, search, likelihood }: FitOutcome,
  { flags, solver, penalty: kind, protocol }: FitRequest,
  folder: string,
): Record<string, unknown> {
  const { targets } = problem;
  const row = ({ label, settings, penalty, estimate }: CandidateSummary): object => ({
    label,
    settings,
    ...(penalty === undefined ? {} : { penalty: penalty === Infinity ? "inf" : penalty }),
    ...estimate,
  });
  return {
    command: "fit",
    task: targets.task,
    target: problem.target,
    ...(targets.task === "classification" ? { classes: targets.classes } : {}),
    rows: provenance.data.rows,
    features: provenance.data.features,
    metric: summary.metric,
    chosen: {
      ...row(summary.chosen),
      solver,
      penaltyIs: kind,
      loss: flags.loss,
      kernel: model.kernel,
      ...(model.solver.type === "landmarks" && { landmarks: model.solver.landmarks }),
      network: toJson(model.network),
    },
    ...(corrected && { corrected }),
    ...(test && { test: { ...test, rows: splits.test!.length } }),
    baselines: { linear: row(summary.linear), trivial: row(summary.trivial) },
    candidates: summary.tried.map(row),
    settingsTried: search.configurations.length,
    folds: splits.splits.length,
    ...(protocol && { protocol: protocol.name }),
    ...(likelihood && {
      likelihood: likelihood.map(({ candidate, ...found }) => ({
        label: candidate.label,
        settings: candidate.settings,
        ...found,
      })),
    }),
    seed: flags.seed,
    model: folder,
    report: `${folder}/report.md`,
  };
}

function fitText(outcome: FitOutcome, request: FitRequest, folder: string): string {
  const { summary, corrected, test, provenance, search, splits } = outcome;
  const { metric, chosen, linear, trivial } = summary;
  const lines: [string, string][] = [
    ["table", describeData(outcome)],
    ["chosen", describeChoice(outcome, request)],
    [metric, `${formatEstimate(chosen.estimate, metric)}  ${howMeasured(splits.splits.length)}`],
  ];
  if (corrected !== undefined) {
    const settings = search.configurations.length;
    lines.push([
      "",
      `${formatEstimate(corrected, metric)}  corrected for choosing the best of ${settings} settings`,
    ]);
  }
  if (test !== undefined) {
    lines.push([
      "test",
      `${formatEstimate(test, metric)}  on ${splits.test!.length} rows held out of all choices`,
    ]);
  }
  lines.push(
    [
      "against",
      `${formatEstimate(linear.estimate, metric)}  ${linear.label}, tuned in the same way`,
    ],
    ["", `${formatEstimate(trivial.estimate, metric)}  ${trivial.label}`],
    ["model", folder],
    ["report", `${folder}/report.md`],
  );
  const text = lines.map(([name, value]) => `${name.padEnd(9)} ${value}\n`).join("");
  return `${provenance.data.file}\n${text}`;
}

/** "178 rows, 13 features, 3 classes of "cultivar"". */
export function describeData({ problem, provenance }: FitOutcome): string {
  const { rows, features } = provenance.data;
  const { targets, target } = problem;
  const what =
    targets.task === "classification"
      ? `${targets.classes.length} classes of "${target}"`
      : `predicting "${target}"`;
  return `${plural(rows, "row")}, ${plural(features, "feature")}, ${what}`;
}

/** "depth 3, relu: NTK, ridge regression, relative ridge 0.001". */
export function describeChoice({ summary, model }: FitOutcome, request: FitRequest): string {
  const { label, penalty } = summary.chosen;
  const { phrase } = penaltyWords[request.penalty];
  const landmarks =
    model.solver.type === "landmarks"
      ? ` through ${plural(model.solver.landmarks, "landmark row")}`
      : "";
  const how = `${describeMethod(request)}${landmarks}, ${phrase} ${penalty === Infinity ? "inf" : formatNumber(penalty!)}`;
  return `${label}; ${model.kernel.toUpperCase()}, ${how}`;
}

function describeMethod({ solver, penalty, flags }: FitRequest): string {
  if (solver === "svm") return "support-vector machines";
  if (penalty === "time") return `gradient flow on the ${flags.loss} loss`;
  return flags.loss === "squared" ? "ridge regression" : `${flags.loss} loss`;
}

/** "5-fold cross-validation" or "one validation split". */
export function howMeasured(splits: number): string {
  return splits === 1 ? "on one validation split" : `${splits}-fold cross-validation`;
}
