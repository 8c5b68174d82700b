import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { kernelFunctions } from "@ntkit/kernels";
import { normalMatrix } from "../normal-matrix.ts";
import { workloadNetworks } from "../suites/kernels.ts";
import type { MemoryTask } from "./kernel-memory.ts";

const { activation, n, d, depths } = JSON.parse(process.argv[2]!) as MemoryTask;
const x = normalMatrix(n, d, 1);
const baseline = process.memoryUsage.rss();
const results = await kernelFunctions(workloadNetworks(activation, depths)).evaluate(x);
const peak = peakBytes();
// The results are read after the measurement, so that they cannot be collected before it.
process.stdout.write(JSON.stringify({ baseline, peak, results: results.length }));

/** Linux hands the maximum that `resourceUsage` reports down from the parent process, but not this one. */
function peakBytes(): number {
  const status = "/proc/self/status";
  const kibibytes = existsSync(status)
    ? Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(status, "utf8"))?.[1])
    : process.resourceUsage().maxRSS;
  return 1024 * kibibytes;
}
