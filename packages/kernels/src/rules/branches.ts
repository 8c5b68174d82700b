import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { PairBlock } from "../pair-block.ts";
import { copyPairBlock, createPairBlock } from "../pair-block.ts";
import type { RowStore } from "../row-store.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { compileRule, mapRows, sequencePower } from "../rule.ts";

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
    power: (n) => commonPower(branches, n),
    bind(rows: RowVariances, store: RowStore): BoundRule {
      const bound = branches.map(({ rules, weight }) =>
        weigh(bindSequence(rules, rows, store), weight),
      );
      const totals = runningTotals(bound.map((branch) => branch.rows));
      const merge = <Block extends PairBlock>(
        input: Block,
        branch: Block,
        steps: readonly ((block: Block) => void)[],
      ): ((block: Block) => void) => {
        return (block) => {
          copyPairBlock(block, input);
          steps.forEach((step, i) => {
            copyPairBlock(input, branch);
            step(branch);
            if (i === 0) copyPairBlock(branch, block);
            else addIndependent(block, totals[i - 1]!, branch, bound[i]!.rows);
          });
        };
      };
      const steps = bound.map((rule) => rule.apply.bind(rule));
      return {
        rows: totals.at(-1) ?? rows,
        apply: merge(createPairBlock(), createPairBlock(), steps),
        compile: (machine) =>
          merge(
            machine.createBlock(),
            machine.createBlock(),
            bound.map((rule) => compileRule(rule, machine)),
          ),
      };
    },
  };
}

/** The power of all branches that count, if it is the same. */
function commonPower(branches: readonly Branch[], n: number): number | undefined {
  const powers = branches
    .filter(({ weight }) => weight !== 0)
    .map(({ rules }) => sequencePower(rules, n));
  return powers.every((each) => each === powers[0]) ? powers[0] : undefined;
}

/** Rules one after another as one. */
function bindSequence(rules: readonly Rule[], rows: RowVariances, store: RowStore): BoundRule {
  const bound: BoundRule[] = [];
  let at = rows;
  for (const rule of rules) {
    const next = rule.bind(at, store);
    bound.push(next);
    at = next.rows;
  }
  return {
    rows: at,
    apply(block): void {
      for (const rule of bound) rule.apply(block);
    },
    compile(machine) {
      const steps = bound.map((rule) => compileRule(rule, machine));
      return (block) => {
        for (const step of steps) step(block);
      };
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
      multiplyMoments(block, weight);
    },
    compile(machine) {
      const step = compileRule(rule, machine);
      return (block) => {
        step(block);
        multiplyMoments(block, weight);
      };
    },
  };
}

function multiplyMoments(block: PairBlock, weight: number): void {
  for (const moment of moments) {
    const values = block[moment];
    for (let k = 0; k < block.length; k++) values[k] = weight * values[k]!;
  }
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
  const { row, start, length, apart, together } = total;
  for (let k = 0; k < length; k++) {
    const excess = radiusExcess(
      totalRows.left[row]!,
      totalRows.right[start + k]!,
      total.diff[k]!,
      branchRows.left[row]!,
      branchRows.right[start + k]!,
      branch.diff[k]!,
    );
    apart[k] = apart[k]! + excess;
    together[k] = together[k]! + excess;
  }
  for (const moment of moments) {
    const [sum, more] = [total[moment], branch[moment]];
    for (let k = 0; k < length; k++) sum[k] = sum[k]! + more[k]!;
  }
}
