import type { ReductionKernels } from "../eigen/reduction-kernels.ts";
import type { Kernels } from "./kernels.ts";
import type { Workspace } from "./workspace.ts";

const PAGE = 65536;
/** Rows of the longest block. */
const ROWS = 32;

/** The inner loops of a tridiagonal reduction in a memory of their own with room for so many numbers. */
export function wasmReductionKernels(
  { module, wide }: Workspace,
  numbers: number,
  panel: number,
  padded: number,
): ReductionKernels {
  const { exports } = new WebAssembly.Instance(module);
  const kernels = exports as unknown as Kernels;
  if (wide) kernels.useTallTiles();
  const start = kernels.memory.buffer.byteLength;
  const left = start + 8 * numbers;
  const panels = left + 8 * ROWS * 2 * panel;
  const size = panels + 8 * 2 * panel * padded - start;
  kernels.memory.grow(Math.ceil(size / PAGE));
  const address = (at: number) => start + 8 * at;
  const heap = new Float64Array(kernels.memory.buffer, start);
  return {
    heap,
    dot: (x, y, from, to) => kernels.dot(address(x), address(y), from, to),
    dotPair: (x, a, b, from, to, result) => {
      kernels.dotPair(address(x), address(a), address(b), from, to, address(result));
    },
    symmetricPart: ({ at, stride, row, rows }, from, x, y) => {
      const first = Math.max(row, from);
      const a = address(at + (first - row) * stride);
      const end = row + rows;
      kernels.symmetricPart(a, stride, from, row, first, end, address(x), address(y));
    },
    addGroups: (y, stride, count, from, to, sum) => {
      kernels.addGroups(address(y), stride, count, from, to, address(sum));
    },
    downdate: (x, v, w, stride, count, f, g, from, to) => {
      const [vAt, wAt] = [address(v), address(w)];
      kernels.downdate(address(x), vAt, wAt, stride, count, address(f), address(g), from, to);
    },
    combine: (x, y, half, tau, from, to) => {
      kernels.combine(address(x), address(y), half, tau, from, to);
    },
    update: (blocks, w, size, stride, end) => {
      const v = w + size * stride;
      heap.copyWithin(v + size * stride, w, v);
      kernels.packColumns(address(w + end), stride, stride - end, 2 * size, panels, -1);
      for (const { at, stride: length, row, rows } of blocks) {
        kernels.packColumns(address(v + row), stride, rows, 2 * size, left, 1);
        const cols = length - end;
        const c = address(at + end);
        kernels.panelProduct(left, rows, panels, cols, 2 * size, c, 8 * length);
      }
    },
  };
}
