import { createPairBlock } from "../pair-block.ts";
import type { PairBlock } from "../pair-block.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import { CLOSE, fillInputMoments, refineCollinear } from "./input-moments.ts";
import type { KernelJob } from "./kernel-job.ts";
import type { BoundTree } from "./prefix-tree.ts";
import { runTree } from "./prefix-tree.ts";
import type { EvaluateTile } from "./tile-program.ts";
import type { TileValues } from "./tile.ts";
import { rowLength } from "./tile.ts";

/** Carries pairs through the layers, in plain TypeScript. */
export function plainTiles(job: KernelJob, tree: BoundTree): EvaluateTile {
  const { x1, x2, variances } = job;
  const block = createPairBlock();
  return tilesByRows(job, block, (products, emit) => {
    fillInputMoments(block, x1, x2, variances, products);
    runTree(tree, block, emit);
  });
}

/** Carries pairs through the layers, on a machine. */
export function machineTiles(
  job: KernelJob,
  tree: BoundTree<MachineBlock>,
  machine: Machine,
): EvaluateTile {
  const { x1, x2, variances } = job;
  const block = machine.createBlock();
  const roots = variances.left.map(Math.sqrt);
  const rightRoots = variances.right === variances.left ? roots : variances.right.map(Math.sqrt);
  const columns = [variances.right, rightRoots].map((each) => machine.columns(each));
  const inner = machine.allocate(BLOCK_LENGTH);
  return tilesByRows(job, block, (products, emit) => {
    const { row, start, length } = block;
    machine.heap.set(products, inner / 8);
    const [q2, root2] = columns.map((each) => each(start)) as [number, number];
    const close = machine.kernels.inputMoments(
      block.address,
      length,
      inner,
      x1.cols,
      CLOSE,
      variances.left[row]!,
      q2,
      roots[row]!,
      root2,
      machine.listAddress,
    );
    for (const k of machine.list.slice(0, close)) refineCollinear(block, k, x1, x2, variances);
    runTree(tree, block, emit);
  });
}

type Emit = (network: number, block: PairBlock) => void;

/** Tiles row by row; `run` carries the block from inner products to the networks' ends. */
function tilesByRows(
  job: KernelJob,
  block: PairBlock,
  run: (products: Float64Array, emit: Emit) => void,
): EvaluateTile {
  block.tangent = isTangent(job);
  let results: TileValues[] = [];
  return (tile, { data, offset, stride }) => {
    const { top, left, bottom, right } = tile;
    const width = right - left;
    results = roomFor(job, results, (bottom - top) * width).map((each) => ({
      ...each,
      stride: width,
    }));
    for (let row = top; row < bottom; row++) {
      const length = rowLength(tile, row);
      if (length === 0) continue;
      Object.assign(block, { row, start: left, length });
      const from = offset + (row - top) * stride;
      run(data.subarray(from, from + length), emitter(job, results, (row - top) * width));
    }
    return results;
  };
}

/** As many arrays as outputs, of at least so many numbers. */
function roomFor(job: KernelJob, before: readonly TileValues[], numbers: number): TileValues[] {
  return job.outputs.map((_, i) => {
    const kept = before[i]?.data;
    const data = kept && kept.length >= numbers ? kept : new Float64Array(numbers);
    return { data, offset: 0, stride: 0 };
  });
}

/** Whether Θ is wanted. */
function isTangent(job: KernelJob): boolean {
  return job.outputs.some(({ kind }) => kind === "ntk");
}

/** Copies what a network gave to the outputs that want it. */
function emitter(job: KernelJob, into: readonly TileValues[], offset: number): Emit {
  return (network, { cov, ntk, length }) => {
    job.outputs.forEach((output, i) => {
      if (output.network !== network) return;
      into[i]!.data.set((output.kind === "ntk" ? ntk : cov).subarray(0, length), offset);
    });
  };
}
