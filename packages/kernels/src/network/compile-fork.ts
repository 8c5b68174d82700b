import { NetworkError } from "@ntkit/architecture";
import type { Branch } from "../rules/branches.ts";
import { branchesRule } from "../rules/branches.ts";
import type { Compiled, CompileContext, Signal } from "./compile.ts";
import { compileSteps } from "./compile.ts";
import type { Fork, Step } from "./flatten.ts";

/** Compiles the branches of a fork and what merges them into one instruction. */
export function compileFork(
  fork: Fork,
  path: Step["path"],
  input: Signal,
  context: CompileContext,
): Compiled {
  if (fork.merge === "fanInProd") {
    throw new NetworkError("kernels of fanInProd layers are not available", { path });
  }
  const branches = fork.branches.map((steps) =>
    compileSteps(steps, { ...input, fresh: false }, context),
  );
  const merged =
    fork.merge === "fanInSum" ? sum(branches, input, path) : concatenate(branches, path);
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

interface Merged {
  readonly weights: readonly number[];
  readonly signal: Signal;
}

/**
 * Variances add only where the branches are independent. A branch that ends in a dense layer of its
 * own has mean 0 given all the others; at most one branch may be of another kind. Copies of the
 * input itself are one such branch: m of them sum to m times the input, m² times its moments.
 */
function sum(branches: readonly Compiled[], input: Signal, path: Step["path"]): Merged {
  const copies = indicesOf(branches, ({ instructions }) => instructions.length === 0);
  const others = indicesOf(
    branches,
    ({ instructions, signal }) => instructions.length > 0 && !(signal.fresh && signal.gaussian),
  );
  const dependent = [...copies.slice(0, 1), ...others];
  if (dependent.length > 1) throw dependentBranches(dependent, path);
  const widths = new Set(branches.flatMap(({ signal }) => signal.width ?? []));
  if (widths.size > 1) throw unequalWidths([...widths], path);
  return {
    weights: branches.map((_, i) =>
      copies.includes(i) ? (i === copies[0] ? copies.length ** 2 : 0) : 1,
    ),
    signal: {
      width: [...widths][0],
      gaussian: branches.every(({ signal }) => signal.gaussian),
      fresh: others.length === 0 && (copies.length === 0 || input.fresh),
    },
  };
}

/** A concatenation averages over channels, so each branch counts by its share of the width. */
function concatenate(branches: readonly Compiled[], path: Step["path"]): Merged {
  const widths = branches.map(({ signal }, i) => {
    if (signal.width !== undefined) return signal.width;
    const message = `every branch must have units, whose proportions weigh the branches, got none in branch ${i}`;
    throw new NetworkError(message, { path });
  });
  const width = widths.reduce((total, each) => total + each, 0);
  return {
    weights: widths.map((each) => each / width),
    // The channels have as many covariances as there are branches: an activation needs one.
    signal: { width, gaussian: false, fresh: false },
  };
}

function indicesOf(branches: readonly Compiled[], test: (branch: Compiled) => boolean): number[] {
  return branches.flatMap((branch, i) => (test(branch) ? [i] : []));
}

function dependentBranches(branches: readonly number[], path: Step["path"]): NetworkError {
  const message = `the branches must be independent: all but one must end in a dense layer, got ${branches.join(" and ")} without`;
  return new NetworkError(message, { path });
}

function unequalWidths(widths: readonly number[], path: Step["path"]): NetworkError {
  return new NetworkError(`the branches must have equal units, got ${widths.join(" and ")}`, {
    path,
  });
}
