import { existsSync, readFileSync } from "node:fs";
import process from "node:process";

/** Linux hands the maximum that `resourceUsage` reports down from the parent process, but not this one. */
export function peakBytes(): number {
  const status = "/proc/self/status";
  const kibibytes = existsSync(status)
    ? Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(status, "utf8"))?.[1])
    : process.resourceUsage().maxRSS;
  return 1024 * kibibytes;
}
