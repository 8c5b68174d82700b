import { join } from "node:path";
import type { Result } from "../screen/print-result.ts";
import type { StrategyCurve } from "./compare-strategies.ts";
import type { SimulateFlags } from "./simulate-flags.ts";
import type { SimulationPlan } from "./simulation-plan.ts";
import { verdict } from "./simulation-report.ts";

/** What `ntkit simulate` says: each strategy, the best first, and which differ from random. */
export function simulationResult(
  flags: SimulateFlags,
  { settings }: SimulationPlan,
  curves: readonly StrategyCurve[],
  newRuns: number,
): Result {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const lines = [...curves]
    .sort((a, b) => b.average.mean[0]! - a.average.mean[0]!)
    .map(({ strategy, average, curve }) => {
      return `${strategy.padEnd(18)}average ${percent(average.mean[0]!)}, at the end ${percent(curve.mean.at(-1)!)}`;
    });
  const summary = curves.map(({ strategy, labelled, curve, average, gain, querySeconds }) => ({
    strategy,
    labelled,
    accuracy: Array.from(curve.mean),
    average: average.mean[0]!,
    ...(gain && { gain: gain.mean[0]!, gainLow: gain.low[0]!, gainHigh: gain.high[0]! }),
    querySeconds,
  }));
  return {
    json: {
      command: "simulate",
      out: flags.out,
      seeds: settings.seeds.length,
      newRuns,
      strategies: summary,
    },
    text: `${lines.join("\n")}\n${verdict(curves)}\nreport: ${join(flags.out, "report.md")}\n`,
  };
}
