import { describeNetwork } from "@ntkit/architecture";
import { formatCsv } from "@ntkit/datasets";
import type { StrategyCurve } from "./compare-strategies.ts";
import type { SimulationPlan } from "./simulation-plan.ts";

/** Every point of every curve, as CSV. */
export function curvesCsv(curves: readonly StrategyCurve[]): string {
  const rows = curves.flatMap(({ strategy, labelled, curve }) =>
    labelled.map((count, round) => ({
      strategy,
      labelled: count,
      mean: curve.mean[round]!,
      low: finite(curve.low[round]!),
      high: finite(curve.high[round]!),
      seeds: curve.repetitions,
    })),
  );
  const names = ["strategy", "labelled", "mean", "low", "high", "seeds"] as const;
  return formatCsv(names.map((name) => ({ name, values: rows.map((row) => row[name]) })));
}

/** One run has no band: its cells stay empty. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What the curves show, as Markdown. */
export function simulationReport(plan: SimulationPlan, curves: readonly StrategyCurve[]): string {
  const { settings } = plan;
  const lines = [
    "# Simulated labelling",
    "",
    `Network: ${describeNetwork(plan.network)}. ${settings.seeds.length} seeds; in each a pool of ${settings.poolSize} samples, ` +
      `${settings.initial} labelled at first and ${settings.count} more in each of ${settings.rounds} rounds, accuracy on ${settings.testSize} test samples. ` +
      `Each round trains a network from a fresh start with ${settings.steps} steps of gradient descent. All strategies share pools, first labels and starts.`,
    "",
    "![curves](curves.svg)",
    "",
    "Accuracy in %, with 95 % intervals over seeds (Student). Average: over all rounds after the first. " +
      "Against random: difference of the averages, seed by seed; its interval says whether the strategy is better.",
    "",
    "| strategy | last round | average | against random | query, s |",
    "| --- | --- | --- | --- | --- |",
    ...[...curves].sort((a, b) => b.average.mean[0]! - a.average.mean[0]!).map(tableRow),
    "",
    verdict(curves),
    "",
  ];
  return lines.join("\n");
}

function tableRow({ strategy, curve, average, gain, querySeconds }: StrategyCurve): string {
  const last = curve.mean.length - 1;
  const cells = [
    strategy,
    interval(curve.mean[last]!, curve.low[last]!, curve.high[last]!),
    interval(average.mean[0]!, average.low[0]!, average.high[0]!),
    gain === undefined ? "" : interval(gain.mean[0]!, gain.low[0]!, gain.high[0]!),
    querySeconds.toPrecision(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Says which strategies are better or worse than random beyond their intervals. */
export function verdict(curves: readonly StrategyCurve[]): string {
  const names = (holds: (gain: NonNullable<StrategyCurve["gain"]>) => boolean) =>
    curves.filter(({ gain }) => gain !== undefined && holds(gain)).map(({ strategy }) => strategy);
  const list = (found: readonly string[]) => (found.length === 0 ? "none" : found.join(", "));
  const better = names(({ low }) => low[0]! > 0);
  const worse = names(({ high }) => high[0]! < 0);
  const open = names(({ low, high }) => low[0]! <= 0 && high[0]! >= 0);
  return `Better than random: ${list(better)}. Worse: ${list(worse)}. Not decided: ${list(open)}.`;
}

function interval(mean: number, low: number, high: number): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  if (!Number.isFinite(low)) return percent(mean);
  return `${percent(mean)} (${percent(low)} to ${percent(high)})`;
}
