import type { BoundDual, Dual } from "../duals/dual.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";
import { applySmooth } from "./apply-smooth.ts";
import { compileSeries } from "./compile-series.ts";

/** Writes E φφ and E φ'φ' of a block to two addresses. */
export type MomentStep = (block: MachineBlock, values: number, slopes: number) => void;

const parities = { none: 0, odd: 1, even: 2 } as const;

/**
 * A smooth activation on a machine: the kernels do all pairs but the nearly parallel ones, which they
 * list and `applySmooth` does.
 */
export function compileSmooth(
  dual: Dual,
  bound: BoundDual,
  rows: RowVariances,
  machine: Machine,
): (block: MachineBlock) => void {
  const { parity, kernel } = dual;
  const after = bound.right.variance;
  const before = machine.columns(rows.right);
  const columns = [after, after.map(Math.sqrt)].map((each) => machine.columns(each));
  const [values, slopes] = [machine.allocate(BLOCK_LENGTH), machine.allocate(BLOCK_LENGTH)];
  const { kernels, listAddress } = machine;
  const moments: MomentStep = kernel
    ? ({ address, length, row, start }) => {
        kernel(kernels, address, length, rows.left[row]!, before(start), values, slopes);
      }
    : compileSeries(bound.series!, rows, parity, machine);
  return (block) => {
    moments(block, values, slopes);
    const { address, length, row, start } = block;
    const variance = bound.left.variance[row]!;
    const [k2, root2] = columns.map((each) => each(start)) as [number, number];
    const left = kernels.smooth(
      address,
      length,
      parities[parity],
      rows.left[row]!,
      before(start),
      variance,
      k2,
      Math.sqrt(variance),
      root2,
      values,
      slopes,
      listAddress,
    );
    for (const k of machine.list.slice(0, left)) applySmooth(parity, bound, rows, block, k);
  };
}
