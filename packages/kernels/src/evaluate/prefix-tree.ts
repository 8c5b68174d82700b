import type { Instruction } from "../network/compile.ts";
import type { PairBlock } from "../pair-block.ts";
import { copyPairBlock, createPairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";

/** Networks merged where they begin alike: a node is a rule, and the networks that end after it. */
export interface PrefixTree {
  readonly rule: Rule | null;
  readonly ends: number[];
  readonly children: Map<string, PrefixTree>;
}

/** Merges the instructions of several networks; network `n` of the tree's ends is `programs[n]`. */
export function prefixTree(programs: readonly (readonly Instruction[])[]): PrefixTree {
  const root: PrefixTree = { rule: null, ends: [], children: new Map() };
  programs.forEach((instructions, index) => {
    let node = root;
    for (const { key, rule } of instructions) {
      let child = node.children.get(key);
      if (!child) {
        child = { rule, ends: [], children: new Map() };
        node.children.set(key, child);
      }
      node = child;
    }
    node.ends.push(index);
  });
  return root;
}

/** Rules with nothing branching off between them, then the ends and the ways on from there. */
export interface BoundTree {
  readonly chain: readonly BoundRule[];
  readonly rows: RowVariances;
  readonly ends: readonly number[];
  readonly children: readonly BoundTree[];
  /** The moments after the chain, kept while the children use the block; null with one child. */
  readonly kept: PairBlock | null;
}

/** Computes all row quantities of the tree. */
export function bindTree(tree: PrefixTree, rows: RowVariances): BoundTree {
  const chain: BoundRule[] = [];
  let node = tree;
  let at = rows;
  for (;;) {
    if (node.rule) {
      const bound = node.rule.bind(at);
      chain.push(bound);
      at = bound.rows;
    }
    const [only] = node.children.values();
    if (node.ends.length > 0 || node.children.size !== 1 || !only) break;
    node = only;
  }
  const after = at;
  const children = Array.from(node.children.values(), (child) => bindTree(child, after));
  const kept = children.length > 1 ? createPairBlock() : null;
  return { chain, rows: after, ends: node.ends, children, kept };
}

/** Carries the block through the tree, in place; `emit` is called at the end of every network. */
export function runTree(
  tree: BoundTree,
  block: PairBlock,
  emit: (network: number, block: PairBlock) => void,
): void {
  for (const rule of tree.chain) rule.apply(block);
  for (const network of tree.ends) emit(network, block);
  if (tree.kept) copyPairBlock(block, tree.kept);
  tree.children.forEach((child, i) => {
    if (tree.kept && i > 0) copyPairBlock(tree.kept, block);
    runTree(child, block, emit);
  });
}
