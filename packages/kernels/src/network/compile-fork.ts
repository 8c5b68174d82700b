import { NetworkError } from "@ntkit/architecture";
import type { Branch } from "../rules/branches.ts";
import { branchesRule } from "../rules/branches.ts";
import type { Compiled, CompileContext, Signal } from "./compile.ts";
import { compileSteps } from "./compile.ts";
import type { Fork, Step } from "./flatten.ts";
import { mergeSignals } from "./merge-signals.ts";

/** Compiles the branches of a fork and what merges them into one instruction. */
export function compileFork(
  fork: Fork,
  path: Step["path"],
  input: Signal,
  context: CompileContext,
): Compiled {
  if (fork.merge === "fanInProd")
    throw new NetworkError("a fanInProd is no rule of rows", { path });
  const branches = fork.branches.map((steps) =>
    compileSteps(steps, { ...input, fresh: false }, context),
  );
  const ends = branches.map(({ instructions, signal }) => ({
    signal,
    empty: instructions.length === 0,
  }));
  const merged = mergeSignals(fork.merge, ends, input, path);
  const key = JSON.stringify([
    fork.merge,
    merged.weights,
    branches.map(({ instructions }) => instructions.map((each) => each.key)),
  ]);
  const parts: Branch[] = branches.map(({ instructions }, i) => ({
    rules: instructions.map(({ rule }) => rule),
    weight: merged.weights[i]!,
  }));
  return { instructions: [{ key, rule: branchesRule(parts) }], signal: merged.signal };
}
