import { UsageError } from "../errors/usage-error.ts";
import { baselineOf } from "../strategies/baselines.ts";
import type { QueryFlags } from "./query-flags.ts";

const arraysOnly = ["poolTrain", "targets", "f0", "f0Pool", "poolTargets"] as const;
const poolOnly = [
  "network",
  "parameters",
  "model",
  "backend",
  "kernel",
  "labelled",
  "labels",
  "classes",
  "regression",
  "count",
  "askAgain",
  "batch",
  "candidates",
  "reference",
  "state",
  "answers",
  "dryRun",
] as const;
const lookAheadOnly = [
  "criterion",
  "pseudoLabels",
  "poolTargets",
  "reference",
  "batch",
  "dryRun",
] as const;

/** @throws UsageError for flags of one form in the other, and flags that contradict each other */
export function checkQueryFlags(flags: QueryFlags): void {
  const arrays = flags.train !== undefined;
  const wrong = (arrays ? poolOnly : arraysOnly).find((name) => flags[name] !== undefined);
  if (wrong !== undefined) refuse(wrong, `must come ${arrays ? "without" : "with"} --train`);
  if (flags.poolTargets !== undefined && flags.pseudoLabels !== undefined) {
    throw new UsageError("--pseudo-labels: must come without --pool-targets, got both");
  }
  if (flags.answers !== undefined && flags.state === undefined) {
    throw new UsageError("--answers: must come with --state, got none");
  }
  if (flags.ridge !== undefined && flags.relativeRidge !== undefined) {
    throw new UsageError("--relative-ridge: must come without --ridge, got both");
  }
  if (flags.strategy !== "look-ahead") checkBaseline(flags, flags.strategy);
}

function checkBaseline(flags: QueryFlags, strategy: Exclude<QueryFlags["strategy"], "look-ahead">) {
  const wrong = lookAheadOnly.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) refuse(wrong, `must come with look-ahead, got --strategy ${strategy}`);
  const { needs } = baselineOf(strategy);
  if (needs.includes("classes") && flags.regression === true) {
    throw new UsageError(`--strategy: ${strategy} needs classes, got --regression`);
  }
  const finite = flags.parameters !== undefined || flags.model !== undefined;
  if (needs.includes("features") && !finite) {
    const got = flags.train === undefined ? "an infinite network" : "kernels alone (--train)";
    throw new UsageError(
      `--strategy: ${strategy} needs what enters a network's last layer: --parameters or --model, got ${got}`,
    );
  }
}

function refuse(name: string, message: string): never {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(`${flag}: ${message}`, { flag });
}
