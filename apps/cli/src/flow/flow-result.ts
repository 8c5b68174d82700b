import { type GradientFlow, largestStableRate } from "@ntkit/solvers";
import { type FloatArray, describeArrays } from "../output/describe-arrays.ts";
import { drewPlot } from "../plot/plot-file.ts";
import { formatNumber } from "../screen/format.ts";
import type { Result } from "../screen/print-result.ts";
import type { FlowFlags } from "./flow-flags.ts";

/** What `ntkit flow` says: what it wrote, and whether its descent converges. */
export function flowResult(
  flags: FlowFlags,
  found: GradientFlow,
  arrays: Readonly<Record<string, FloatArray>>,
): Result {
  const { json: described, text: names } = describeArrays(arrays);
  const limit = largestStableRate(found, { momentum: flags.momentum });
  const stable = flags.rate < limit;
  const json = {
    command: "flow",
    out: flags.out,
    ...(flags.plot !== undefined && { plot: flags.plot }),
    arrays: described,
    times: flags.times.map((time) => (time === Infinity ? "inf" : time)),
    rank: found.rank,
    largestEigenvalue: found.eigenvalues[0]!,
    smallestEigenvalue: found.eigenvalues.at(-1)!,
    ...(flags.descent === true && {
      largestStableRate: Number.isFinite(limit) ? limit : null,
      stable,
    }),
  };
  const unstable =
    flags.descent === true && !stable
      ? `not stable: --rate must be below ${formatNumber(limit)} for descent to converge, got ${flags.rate}\n`
      : "";
  return { json, text: `wrote ${names} to ${flags.out}\n${drewPlot(flags.plot)}${unstable}` };
}
