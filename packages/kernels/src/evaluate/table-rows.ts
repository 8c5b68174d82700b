import { BLOCK_LENGTH } from "../pair-block.ts";
import type { Machine } from "../wasm/machine.ts";
import { CLOSE, collinearChord } from "./input-moments.ts";
import type { AngleTables, KernelJob } from "./kernel-job.ts";
import type { EvaluateRow } from "./tile-program.ts";

/** Looks pairs up in tables over the angle, on a machine. */
export function tableRows(job: KernelJob, angles: AngleTables, machine: Machine): EvaluateRow {
  const { x1, x2, variances, products } = job;
  const roots = variances.left.map(Math.sqrt);
  const rightRoots = variances.right === variances.left ? roots : variances.right.map(Math.sqrt);
  const rootColumns = machine.columns(rightRoots);
  const scaleColumns = machine.columns(angles.scales.right);
  const [inner, sines, found] = [0, 0, 0].map(() => machine.allocate(BLOCK_LENGTH)) as [
    number,
    number,
    number,
  ];
  const tables = angles.tables.map((table) => ({ ...table, address: upload(table, machine) }));
  return (row, start, length, into, offset) => {
    const { heap, kernels, listAddress } = machine;
    const from = row * x2.rows + start;
    heap.set(products.subarray(from, from + length), inner / 8);
    const root2 = rootColumns(start);
    const close = kernels.halfSines(
      length,
      inner,
      x1.cols,
      CLOSE,
      roots[row]!,
      root2,
      sines,
      listAddress,
    );
    const collinear = machine.list.slice(0, close);
    for (const k of collinear) {
      const sine = heap[sines / 8 + k]!;
      heap[sines / 8 + k] = refineSine(
        job,
        row,
        start + k,
        Object.is(Math.sign(sine), -0) || sine < 0 ? -1 : 1,
      );
    }
    const scale = angles.scales.left[row]!;
    tables.forEach(({ address, cells, atZero }, i) => {
      kernels.lookUp(length, sines, address, cells, scale, scaleColumns(start), found);
      for (const k of collinear) {
        if (!Object.is(heap[sines / 8 + k], 0)) continue;
        heap[found / 8 + k] = atZero * (scale * angles.scales.right[start + k]!);
      }
      into[i]!.set(heap.subarray(found / 8, found / 8 + length), offset);
    });
  };
}

function upload({ coefficients }: { coefficients: Float64Array }, machine: Machine): number {
  const address = machine.allocate(coefficients.length);
  machine.heap.set(coefficients, address / 8);
  return address;
}

/** The signed sine of half the angle of a nearly collinear pair, from the coordinates. */
function refineSine({ x1, x2, variances }: KernelJob, i: number, j: number, sign: number): number {
  const [q1, q2] = [variances.left[i]!, variances.right[j]!];
  if (i === j && x1.data === x2.data && sign > 0) return 0;
  const chord = collinearChord(x1, i, x2, j, q1 === q2 ? 1 : (q2 / q1) ** 0.25, sign);
  return sign * Math.sqrt(chord / (4 * Math.sqrt(q1) * Math.sqrt(q2)));
}
