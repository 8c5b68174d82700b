import type { PairBlock } from "../pair-block.ts";
import { copyPairBlock, createPairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";

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
      const bound = branches.map(({ rules, weight }) => ({ ...bindSequence(rules, rows), weight }));
      const input = createPairBlock();
      const branch = createPairBlock();
      const left = mergeRows(bound.map(({ rows: r, weight }) => [r.left, weight]));
      const same = bound.every(({ rows: r }) => r.right === r.left) && rows.left === rows.right;
      return {
        rows: {
          left,
          right: same ? left : mergeRows(bound.map(({ rows: r, weight }) => [r.right, weight])),
        },
        apply(block): void {
          copyPairBlock(block, input);
          clear(block);
          for (const sequence of bound) {
            copyPairBlock(input, branch);
            sequence.apply(branch);
            accumulate(branch, sequence.weight, block);
          }
        },
      };
    },
  };
}

/** Rules one after another as one. */
export function bindSequence(rules: readonly Rule[], rows: RowVariances): BoundRule {
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

function mergeRows(parts: readonly (readonly [Float64Array, number])[]): Float64Array {
  const merged = new Float64Array(parts[0]?.[0].length ?? 0);
  for (const [q, weight] of parts) {
    for (let i = 0; i < merged.length; i++) merged[i] = merged[i]! + weight * q[i]!;
  }
  return merged;
}

const moments = ["cov", "gap", "sum", "diff", "ntk"] as const;

function clear(block: PairBlock): void {
  for (const moment of moments) block[moment].fill(0, 0, block.length);
}

function accumulate(branch: PairBlock, weight: number, total: PairBlock): void {
  for (const moment of moments) {
    const [from, to] = [branch[moment], total[moment]];
    for (let k = 0; k < total.length; k++) to[k] = to[k]! + weight * from[k]!;
  }
}
