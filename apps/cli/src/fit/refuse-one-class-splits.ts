import { DataError } from "@ntkit/datasets";
import type { Split } from "./search-networks.ts";
import type { Targets } from "./targets.ts";

/**
 * Refuses splits that leave only one class to learn from, with which no support-vector machine can be fitted.
 *
 * @throws {@link DataError} that names the class
 */
export function refuseOneClassSplits(targets: Targets, splits: readonly Split[]): void {
  if (targets.task === "regression") return;
  for (const { train } of splits) {
    const first = targets.labels[train[0]!]!;
    if (train.some((row) => targets.labels[row] !== first)) continue;
    throw new DataError(
      "fit: every training part must have two classes for support-vector machines, got only " +
        `"${targets.classes[first]!}" in one of ${splits.length}; use --solver ridge, or more rows of the other classes`,
    );
  }
}
