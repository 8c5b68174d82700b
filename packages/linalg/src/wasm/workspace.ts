import type { Kernels } from "./kernels.ts";

/** Sizes of the pieces in which matrices pass through the kernels' memory. */
export interface Tiling {
  /** Rows and columns of a tile of the result; a multiple of 64. */
  readonly side: number;
  /** Terms of its sums that are loaded together. */
  readonly depth: number;
}

/** Rows of numbers outside: row i starts at `offset + i * stride`. */
export interface Block {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** The kernels with their memory, cut into the regions that the tasks use; addresses count bytes. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly tiling: Tiling;
  /** Replaced when the memory grows. */
  heap: Float64Array;
  /** Left and right factor, side × depth numbers each (at least side × side). */
  readonly a: number;
  readonly b: number;
  /** The right factor in panels of 8 columns. */
  readonly panels: number;
  /** Tile of the result, side × side. */
  readonly c: number;
  /** Numbers between the rows of `c`. */
  readonly cStride: number;
  /** Eight rows under substitution. */
  readonly strip: number;
}

const PAGE = 65536;
const STRIP = 8 * 64;

export async function createWorkspace(
  module: WebAssembly.Module,
  tiling: Tiling,
): Promise<Workspace> {
  const { side, depth } = tiling;
  const instance = await WebAssembly.instantiate(module);
  const kernels = instance.exports as unknown as Kernels;
  const factorSize = side * Math.max(side, depth);
  const numbers = 3 * factorSize + side * side + STRIP;
  kernels.memory.grow(Math.ceil((8 * numbers) / PAGE));
  const c = 8 * 3 * factorSize;
  return {
    kernels,
    tiling,
    heap: new Float64Array(kernels.memory.buffer),
    a: 0,
    b: 8 * factorSize,
    panels: 16 * factorSize,
    c,
    cStride: side,
    strip: c + 8 * side * side,
  };
}

/** Copies `rows` × `cols` numbers in, to rows of `stride` numbers at address `to`. */
export function load(
  { heap }: Workspace,
  { data, offset, stride: from }: Block,
  rows: number,
  cols: number,
  to: number,
  stride: number,
): void {
  let at = to / 8;
  let row = offset;
  for (let i = 0; i < rows; i++, at += stride, row += from) {
    heap.set(data.subarray(row, row + cols), at);
  }
}

/** Copies `rows` × `cols` numbers out, from rows of `stride` numbers at address `from`. */
export function store(
  { heap }: Workspace,
  { data, offset, stride: to }: Block,
  rows: number,
  cols: number,
  from: number,
  stride: number,
): void {
  let at = from / 8;
  let row = offset;
  for (let i = 0; i < rows; i++, at += stride, row += to) {
    data.set(heap.subarray(at, at + cols), row);
  }
}

/** The part of a block that starts at (row, col). */
export function shifted({ data, offset, stride }: Block, row: number, col: number): Block {
  return { data, offset: offset + row * stride + col, stride };
}

/** Address of room for so many numbers behind the regions; what was there before is lost. */
export function extraRoom(workspace: Workspace, numbers: number): number {
  const { memory } = workspace.kernels;
  const start = workspace.strip + 8 * STRIP;
  const missing = start + 8 * numbers - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / PAGE));
    workspace.heap = new Float64Array(memory.buffer);
  }
  return start;
}
