import type { Instruction } from "../network/compile.ts";
import { BLOCK_LENGTH, createPairBlock } from "../pair-block.ts";
import type { PairBlock } from "../pair-block.ts";
import { bindTree, plainSteps, prefixTree, runTree } from "../evaluate/prefix-tree.ts";
import type { BoundTree, StepMaker } from "../evaluate/prefix-tree.ts";
import { freshRows } from "../row-store.ts";
import type { MachineBlock } from "../wasm/machine.ts";
import { machineSteps } from "../evaluate/prefix-tree.ts";
import type { Machine } from "../wasm/machine.ts";

/** A kernel of one of several networks. */
export interface KernelChoice {
  readonly network: number;
  readonly kind: "nngp" | "ntk";
}

/**
 * Kernels of rows of fixed variances as functions of u, the sine of half their angle θ; for obtuse
 * angles u = −sin((π−θ)/2), −0 being θ = π. By the recursion that keeps the angle exact at both ends.
 *
 * @param q - variances of the two rows
 */
export function angleFunctions(
  programs: readonly (readonly Instruction[])[],
  choices: readonly KernelChoice[],
  q: { readonly left: number; readonly right: number },
  machine?: Machine,
): (u: Float64Array) => Float64Array[] {
  const rows = rowsOfOneKind(q);
  const tangent = choices.some(({ kind }) => kind === "ntk");
  const bind = <Block extends PairBlock>(steps: StepMaker<Block>): BoundTree<Block> =>
    bindTree(prefixTree(programs), rows, freshRows, steps);
  if (!machine) return evaluator(bind(plainSteps), createPairBlock(), tangent, choices, q);
  const tree = bind<MachineBlock>(machineSteps(machine));
  return evaluator(tree, machine.createBlock(), tangent, choices, q);
}

/** Every column of a block is the same row. */
function rowsOfOneKind({ left, right }: { readonly left: number; readonly right: number }) {
  return {
    left: Float64Array.of(left),
    right: new Float64Array(BLOCK_LENGTH).fill(right),
  };
}

function evaluator<Block extends PairBlock>(
  tree: BoundTree<Block>,
  block: Block,
  tangent: boolean,
  choices: readonly KernelChoice[],
  q: { readonly left: number; readonly right: number },
): (u: Float64Array) => Float64Array[] {
  return (u) => {
    const results = choices.map(() => new Float64Array(u.length));
    for (let from = 0; from < u.length; from += BLOCK_LENGTH) {
      fillAngles(block, u.subarray(from, from + BLOCK_LENGTH), q, tangent);
      runTree(tree, block, (network, { cov, ntk, length }) => {
        choices.forEach((choice, i) => {
          if (choice.network !== network) return;
          results[i]!.set((choice.kind === "ntk" ? ntk : cov).subarray(0, length), from);
        });
      });
    }
    return results;
  };
}

/** Moments of rows of variances q at the angles of u, as they enter a network. */
function fillAngles(
  block: PairBlock,
  u: Float64Array,
  q: { readonly left: number; readonly right: number },
  tangent: boolean,
): void {
  Object.assign(block, { row: 0, start: 0, length: u.length, tangent });
  const { cov, apart, together, diff, ntk } = block;
  const radius = Math.sqrt(q.left) * Math.sqrt(q.right);
  diff.fill(q.left - q.right);
  ntk.fill(0);
  for (let k = 0; k < u.length; k++) {
    const obtuse = u[k]! < 0 || Object.is(u[k], -0);
    const chord = 4 * radius * u[k]! ** 2;
    const rest = 4 * radius - chord;
    cov[k] = obtuse ? chord / 2 - radius : radius - chord / 2;
    apart[k] = obtuse ? rest : chord;
    together[k] = obtuse ? chord : rest;
  }
}
