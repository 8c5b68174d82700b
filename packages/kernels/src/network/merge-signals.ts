import { NetworkError } from "@ntkit/architecture";
import type { Signal } from "./compile.ts";
import type { Fork, Step } from "./flatten.ts";

/** A branch at its end, as far as it decides whether branches can be merged. */
export interface MergingBranch {
  readonly signal: Signal;
  /** Whether it does nothing. */
  readonly empty: boolean;
}

/** The weight of every branch's second moments in the merged ones, and what comes out. */
export interface Merged {
  readonly weights: readonly number[];
  readonly signal: Signal;
}

/**
 * How branches merge.
 *
 * Variances add, or multiply, only where the branches are independent. A branch that ends in a layer with
 * weights of its own has mean 0 given all the others; at most one branch may be of another kind. Copies of
 * the input itself are one such branch of a sum: m of them sum to m times the input, m² times its moments.
 *
 * @throws {NetworkError} for dependent branches, and for widths that differ or are needed and not given
 */
export function mergeSignals(
  merge: Fork["merge"],
  branches: readonly MergingBranch[],
  input: Signal,
  path: Step["path"],
): Merged {
  if (merge === "fanInConcat") return concatenate(branches, path);
  const copies = indicesOf(branches, ({ empty }) => empty);
  const others = indicesOf(
    branches,
    ({ empty, signal }) => !empty && !(signal.fresh && signal.gaussian),
  );
  const sum = merge === "fanInSum";
  const dependent = [...(sum ? copies.slice(0, 1) : copies), ...others];
  if (dependent.length > 1) throw dependentBranches(dependent, path);
  const widths = new Set(branches.flatMap(({ signal }) => signal.width ?? []));
  if (widths.size > 1) throw unequalWidths([...widths], path);
  const fresh = others.length === 0 && (copies.length === 0 || input.fresh);
  return {
    weights: branches.map((_, i) =>
      sum && copies.includes(i) ? (i === copies[0] ? copies.length ** 2 : 0) : 1,
    ),
    signal: {
      width: [...widths][0],
      gaussian: (sum || branches.length === 1) && branches.every(({ signal }) => signal.gaussian),
      fresh: sum ? fresh : branches.some(({ signal, empty }) => !empty && signal.fresh),
    },
  };
}

/** A concatenation averages over channels, so each branch counts by its share of the width. */
function concatenate(branches: readonly MergingBranch[], path: Step["path"]): Merged {
  const widths = branches.map(({ signal }, i) => {
    if (signal.width !== undefined) return signal.width;
    const message = `every branch must have units or channels, whose proportions weigh the branches, got none in branch ${i}`;
    throw new NetworkError(message, { path });
  });
  const width = widths.reduce((total, each) => total + each, 0);
  return {
    weights: widths.map((each) => each / width),
    // The channels have as many covariances as there are branches: an activation needs one.
    signal: { width, gaussian: false, fresh: false },
  };
}

function indicesOf(
  branches: readonly MergingBranch[],
  test: (branch: MergingBranch) => boolean,
): number[] {
  return branches.flatMap((branch, i) => (test(branch) ? [i] : []));
}

function dependentBranches(branches: readonly number[], path: Step["path"]): NetworkError {
  const message = `the branches must be independent: all but one must end in a layer with weights of its own, got ${branches.join(" and ")} without`;
  return new NetworkError(message, { path });
}

function unequalWidths(widths: readonly number[], path: Step["path"]): NetworkError {
  return new NetworkError(`the branches must have equal units, got ${widths.join(" and ")}`, {
    path,
  });
}
