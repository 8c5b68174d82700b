import type { Instruction } from "../network/compile.ts";
import type { PairBlock } from "../pair-block.ts";
import { copyPairBlock, createPairBlock } from "../pair-block.ts";
import type { RowStore } from "../row-store.ts";
import { compileRule } from "../rule.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";

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

/** Steps with nothing branching off between them, then the ends and the ways on from there. */
export interface BoundTree<Block extends PairBlock = PairBlock> {
  readonly chain: readonly ((block: Block) => void)[];
  readonly ends: readonly number[];
  readonly children: readonly BoundTree<Block>[];
  /** The moments after the chain, kept while the children use the block; null with one child. */
  readonly kept: Block | null;
}

/** How the rules of a tree become steps on blocks of one kind. */
export interface StepMaker<Block extends PairBlock> {
  step(rule: BoundRule): (block: Block) => void;
  createBlock(): Block;
}

/** Steps in plain TypeScript. */
export const plainSteps: StepMaker<PairBlock> = {
  step: (rule) => (block) => {
    rule.apply(block);
  },
  createBlock: createPairBlock,
};

/** Steps on a machine. */
export function machineSteps(machine: Machine): StepMaker<MachineBlock> {
  return {
    step: (rule) => compileRule(rule, machine),
    createBlock: () => machine.createBlock(),
  };
}

/** Computes all row quantities of the tree. */
export function bindTree<Block extends PairBlock>(
  tree: PrefixTree,
  rows: RowVariances,
  store: RowStore,
  steps: StepMaker<Block>,
): BoundTree<Block> {
  const chain: ((block: Block) => void)[] = [];
  let node = tree;
  let at = rows;
  for (;;) {
    if (node.rule) {
      const bound = node.rule.bind(at, store);
      chain.push(steps.step(bound));
      at = bound.rows;
    }
    const [only] = node.children.values();
    if (node.ends.length > 0 || node.children.size !== 1 || !only) break;
    node = only;
  }
  const after = at;
  const children = Array.from(node.children.values(), (child) =>
    bindTree(child, after, store, steps),
  );
  const kept = children.length > 1 ? steps.createBlock() : null;
  return { chain, ends: node.ends, children, kept };
}

/** Carries the block through the tree, in place; `emit` is called at the end of every network. */
export function runTree<Block extends PairBlock>(
  tree: BoundTree<Block>,
  block: Block,
  emit: (network: number, block: Block) => void,
): void {
  for (const step of tree.chain) step(block);
  for (const network of tree.ends) emit(network, block);
  if (tree.kept) copyPairBlock(block, tree.kept);
  tree.children.forEach((child, i) => {
    if (tree.kept && i > 0) copyPairBlock(tree.kept, block);
    runTree(child, block, emit);
  });
}
