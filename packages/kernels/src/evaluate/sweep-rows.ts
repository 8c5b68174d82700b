import { createPairBlock } from "../pair-block.ts";
import type { PairBlock } from "../pair-block.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import { CLOSE, fillInputMoments, refineCollinear } from "./input-moments.ts";
import type { KernelJob } from "./kernel-job.ts";
import type { BoundTree } from "./prefix-tree.ts";
import { runTree } from "./prefix-tree.ts";
import type { EvaluateRow } from "./tile-program.ts";

/** Carries pairs through the layers, in plain TypeScript. */
export function plainRows(job: KernelJob, tree: BoundTree): EvaluateRow {
  const { x1, x2, variances, products } = job;
  const block = createPairBlock();
  block.tangent = isTangent(job);
  const emit = emitter(job);
  return (row, start, length, into, offset) => {
    Object.assign(block, { row, start, length });
    const from = row * x2.rows + start;
    fillInputMoments(block, x1, x2, variances, products.subarray(from, from + length));
    runTree(tree, block, emit(into, offset));
  };
}

/** Carries pairs through the layers, on a machine. */
export function machineRows(
  job: KernelJob,
  tree: BoundTree<MachineBlock>,
  machine: Machine,
): EvaluateRow {
  const { x1, x2, variances, products } = job;
  const block = machine.createBlock();
  block.tangent = isTangent(job);
  const roots = variances.left.map(Math.sqrt);
  const rightRoots = variances.right === variances.left ? roots : variances.right.map(Math.sqrt);
  const columns = [variances.right, rightRoots].map((each) => machine.columns(each));
  const inner = machine.allocate(BLOCK_LENGTH);
  const emit = emitter(job);
  return (row, start, length, into, offset) => {
    Object.assign(block, { row, start, length });
    const from = row * x2.rows + start;
    machine.heap.set(products.subarray(from, from + length), inner / 8);
    const q1 = variances.left[row]!;
    const [q2, root2] = columns.map((each) => each(start)) as [number, number];
    const close = machine.kernels.inputMoments(
      block.address,
      length,
      inner,
      x1.cols,
      CLOSE,
      q1,
      q2,
      roots[row]!,
      root2,
      machine.listAddress,
    );
    for (const k of machine.list.slice(0, close)) refineCollinear(block, k, x1, x2, variances);
    runTree(tree, block, emit(into, offset));
  };
}

/** Whether Θ is wanted. */
function isTangent(job: KernelJob): boolean {
  return job.outputs.some(({ kind }) => kind === "ntk");
}

/** Copies what a network gave to the outputs that want it. */
function emitter(job: KernelJob) {
  return (into: readonly Float64Array[], offset: number) =>
    (network: number, { cov, ntk, length }: PairBlock): void => {
      job.outputs.forEach((output, i) => {
        if (output.network !== network) return;
        into[i]!.set((output.kind === "ntk" ? ntk : cov).subarray(0, length), offset);
      });
    };
}
