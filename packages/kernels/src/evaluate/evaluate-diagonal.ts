import type { Matrix } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import { createPairBlock } from "../pair-block.ts";
import { freshRows } from "../row-store.ts";
import { inputVariances } from "./input-moments.ts";
import type { PrefixTree } from "./prefix-tree.ts";
import { bindTree, plainSteps, runTree } from "./prefix-tree.ts";

/** The diagonals that were asked for of one network. */
interface Diagonals {
  nngp?: Float64Array;
  ntk?: Float64Array;
}

/** Kernels of every row with itself: blocks of one pair, for which the angle is exactly 0. */
export function evaluateDiagonal(
  networks: PrefixTree,
  count: number,
  x: Matrix,
  get: readonly ("nngp" | "ntk")[],
): Diagonals[] {
  const q = inputVariances(x);
  const tree = bindTree(networks, { left: q, right: q }, freshRows, plainSteps);
  const results = Array.from({ length: count }, () => {
    const diagonals: Diagonals = {};
    for (const kind of get) diagonals[kind] = new Float64Array(x.rows);
    return diagonals;
  });
  const block = createPairBlock();
  block.length = 1;
  block.tangent = get.includes("ntk");
  for (let row = 0; row < x.rows; row++) {
    block.row = row;
    block.start = row;
    block.cov[0] = q[row]!;
    block.apart[0] = 0;
    block.together[0] = 4 * q[row]!;
    block.diff[0] = 0;
    block.ntk[0] = 0;
    runTree(tree, block, (network, { cov, ntk }) => {
      const { nngp: variances, ntk: tangents } = results[network]!;
      if (variances) variances[row] = finite(cov[0]!, row);
      if (tangents) tangents[row] = finite(ntk[0]!, row);
    });
  }
  return results;
}

function finite(value: number, row: number): number {
  if (Number.isFinite(value)) return value;
  throw new NumericalError(`kernel: must be finite, got ${value} for row ${row}`, "non-finite", {
    row,
  });
}
