import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { PairBlock } from "../pair-block.ts";
import { copyPairBlock, createPairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";

/** One branch: the rules along it, and the weight of its second moments in the merged ones. */
export interface Branch {
  readonly rules: readonly Rule[];
  readonly weight: number;
}

/**
 * Parallel branches of one input that are merged again: every second moment is the weighted sum of
 * the branches'. A sum of independent branches has weights 1; a concatenation has the branches'
 * shares of the width.
 */
export function branchesRule(branches: readonly Branch[]): Rule {
  return {
    bind(rows: RowVariances): BoundRule {
      const bound = branches.map(({ rules, weight }) => weigh(bindSequence(rules, rows), weight));
      const totals = runningTotals(bound.map((branch) => branch.rows));
      const input = createPairBlock();
      const branch = createPairBlock();
      return {
        rows: totals.at(-1) ?? rows,
        apply(block): void {
          copyPairBlock(block, input);
          bound.forEach((rule, i) => {
            copyPairBlock(input, branch);
            rule.apply(branch);
            if (i === 0) copyPairBlock(branch, block);
            else addIndependent(block, totals[i - 1]!, branch, rule.rows);
          });
        },
      };
    },
  };
}

/** Rules one after another as one. */
function bindSequence(rules: readonly Rule[], rows: RowVariances): BoundRule {
  const bound: BoundRule[] = [];
  let at = rows;
  for (const rule of rules) {
    const next = rule.bind(at);
    bound.push(next);
    at = next.rows;
  }
  return {
    rows: at,
    apply(block): void {
      for (const rule of bound) rule.apply(block);
    },
  };
}

/** A rule with every moment after it multiplied by `weight`. */
function weigh(rule: BoundRule, weight: number): BoundRule {
  if (weight === 1) return rule;
  return {
    rows: mapRows(rule.rows, (q) => q.map((value) => weight * value)),
    apply(block): void {
      rule.apply(block);
      for (const moment of moments) {
        const values = block[moment];
        for (let k = 0; k < block.length; k++) values[k] = weight * values[k]!;
      }
    },
  };
}

const moments = ["cov", "apart", "together", "diff", "ntk"] as const;

/** Entry i is the sum of the first i + 1. */
function runningTotals(parts: readonly RowVariances[]): RowVariances[] {
  const totals: RowVariances[] = [];
  for (const part of parts) {
    const before = totals.at(-1);
    totals.push(before ? addRows(before, part) : part);
  }
  return totals;
}

function addRows(a: RowVariances, b: RowVariances): RowVariances {
  const left = a.left.map((value, i) => value + b.left[i]!);
  const same = a.right === a.left && b.right === b.left;
  return { left, right: same ? left : a.right.map((value, i) => value + b.right[i]!) };
}

/** Adds the moments of an independent branch to those of the branches before it. */
function addIndependent(
  total: PairBlock,
  totalRows: RowVariances,
  branch: PairBlock,
  branchRows: RowVariances,
): void {
  const { row, start, length } = total;
  for (let k = 0; k < length; k++) {
    const excess = radiusExcess(
      totalRows.left[row]!,
      totalRows.right[start + k]!,
      total.diff[k]!,
      branchRows.left[row]!,
      branchRows.right[start + k]!,
      branch.diff[k]!,
    );
    for (const moment of moments) total[moment][k] = total[moment][k]! + branch[moment][k]!;
    total.apart[k] = total.apart[k]! + excess;
    total.together[k] = total.together[k]! + excess;
  }
}
