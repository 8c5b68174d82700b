import { type FloatArray, describeArrays } from "../output/describe-arrays.ts";
import { drewPlot } from "../plot/plot-file.ts";
import { formatNumber } from "../screen/format.ts";
import type { Result } from "../screen/print-result.ts";
import type { KernelFlags } from "./diagnose-flags.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** What `ntkit diagnose` says of a kernel: a table over ridges, and the spectrum's ends. */
export function diagnoseResult(
  flags: KernelFlags,
  { largest, smallest, conditionNumber, ridges }: Diagnosis,
  arrays: Readonly<Record<string, FloatArray>>,
): Result {
  const json = {
    command: "diagnose",
    out: flags.out,
    ...(flags.plot !== undefined && { plot: flags.plot }),
    arrays: describeArrays(arrays).json,
    largestEigenvalue: largest,
    smallestEigenvalue: smallest,
    conditionNumber: Number.isFinite(conditionNumber) ? conditionNumber : null,
    ridges,
  };
  const head = ["ridge", "loo rmse", "gcv", "dof", "norm2", "condition"];
  const lines = [head, ...ridges.map((row) => Object.values(row).map(formatNumber))];
  const table = lines.map((cells) => cells.map((cell) => cell.padStart(11)).join("")).join("\n");
  const spectrum = `eigenvalues from ${formatNumber(largest)} to ${formatNumber(smallest)}, condition number ${formatNumber(conditionNumber)}`;
  return {
    json,
    text: `${table}\n${spectrum}\nwrote ${Object.keys(arrays).join(", ")} to ${flags.out}\n${drewPlot(flags.plot)}`,
  };
}
