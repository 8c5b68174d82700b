import type { BoundDual, Dual, SmoothKernel } from "../duals/dual.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";
import { applySmooth } from "./apply-smooth.ts";
import { compileSeries } from "./compile-series.ts";

/** Numbers of the closed forms in `assembly/pairs.ts`. */
const kinds = { erf: 0, gelu: 1, sinusoid: 2, rbf: 3, exp: 4, gaussian: 5, given: 6 } as const;
const parities = { none: 0, odd: 1, even: 2 } as const;

const given: Omit<SmoothKernel, "kind"> = {};

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
  const { a = 0, b = 0, odd = 0, even = 0 } = kernel ?? given;
  const kind = kinds[kernel?.kind ?? "given"];
  const after = bound.right.variance;
  const columns = [rows.right, after, after.map(Math.sqrt)].map((each) => machine.columns(each));
  const [values, slopes] = [machine.allocate(BLOCK_LENGTH), machine.allocate(BLOCK_LENGTH)];
  const series = kernel ? undefined : compileSeries(bound.series!, rows, parity, machine);
  return (block) => {
    const { address, length, row, start } = block;
    series?.(block, values, slopes);
    const variance = bound.left.variance[row]!;
    const [q2, k2, root2] = columns.map((each) => each(start)) as [number, number, number];
    const left = machine.kernels.smooth(
      kind,
      parities[parity],
      address,
      length,
      rows.left[row]!,
      q2,
      variance,
      k2,
      Math.sqrt(variance),
      root2,
      a,
      b,
      odd,
      even,
      values,
      slopes,
      machine.listAddress,
    );
    for (const k of machine.list.slice(0, left)) applySmooth(parity, bound, rows, block, k);
  };
}
