import type { Kernels } from "./kernels.ts";

/** Sizes of the pieces in which matrices pass through the kernels' memory. */
export interface Tiling {
  /** Rows and columns of a tile of the result; a multiple of 64. */
  readonly side: number;
  /** Terms of its sums that are loaded together. */
  readonly depth: number;
  /** Numbers of the factors that each thread may keep for its next tiles. */
  readonly room: number;
}

/** Rows of numbers outside: row i starts at `offset + i * stride`. */
export interface Block {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** The kernels with their memory, cut into the regions that the tasks use; addresses count bytes. */
export interface Workspace {
  readonly module: WebAssembly.Module;
  readonly wide: boolean;
  readonly kernels: Kernels;
  readonly tiling: Tiling;
  /** Replaced when the memory grows. */
  heap: Float64Array;
  /** Parts of matrices as they lie, side × depth numbers each (at least side × side). */
  readonly a: number;
  readonly b: number;
  /** Such a part in panels of 8 rows. */
  readonly panels: number;
  /** Tile of the result, side × side. */
  readonly c: number;
  /** Numbers between the rows of `c`. */
  readonly cStride: number;
  /** Eight rows under substitution. */
  readonly strip: number;
  /** Whose numbers lie in the extra room. */
  tenant: object | undefined;
}

const PAGE = 65536;
const STRIP = 8 * 64;
/** The longest rows that a loop copies faster than a view of each row and `set`. */
const LOOP = 64;

/** @param wide - the kernels were compiled for 256-bit operations */
export async function createWorkspace(
  module: WebAssembly.Module,
  tiling: Tiling,
  wide: boolean,
): Promise<Workspace> {
  const { side, depth } = tiling;
  const instance = await WebAssembly.instantiate(module);
  const kernels = instance.exports as unknown as Kernels;
  if (wide) kernels.useTallTiles();
  const factorSize = side * Math.max(side, depth);
  // Rows at a distance of a power of 2 would share few lines of a cache.
  const cStride = side + 8;
  const numbers = 3 * factorSize + side * cStride + STRIP;
  kernels.memory.grow(Math.ceil((8 * numbers) / PAGE));
  const c = 8 * 3 * factorSize;
  return {
    module,
    wide,
    kernels,
    tiling,
    heap: new Float64Array(kernels.memory.buffer),
    a: 0,
    b: 8 * factorSize,
    panels: 16 * factorSize,
    c,
    cStride,
    strip: c + 8 * side * cStride,
    tenant: undefined,
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
  copy(data, offset, from, rows, cols, heap, to / 8, stride);
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
  copy(heap, from / 8, stride, rows, cols, data, offset, to);
}

function copy(
  source: Float64Array,
  from: number,
  fromStride: number,
  rows: number,
  cols: number,
  target: Float64Array,
  to: number,
  toStride: number,
): void {
  if (cols === fromStride && cols === toStride) {
    target.set(source.subarray(from, from + rows * cols), to);
    return;
  }
  for (let i = 0; i < rows; i++, from += fromStride, to += toStride) {
    if (cols > LOOP) target.set(source.subarray(from, from + cols), to);
    else for (let j = 0; j < cols; j++) target[to + j] = source[from + j]!;
  }
}

/** The part of a block that starts at (row, col). */
export function shifted({ data, offset, stride }: Block, row: number, col: number): Block {
  return { data, offset: offset + row * stride + col, stride };
}

/**
 * Address of room for so many numbers behind the regions. What was there before is lost unless the same
 * tenant left it.
 */
export function extraRoom(workspace: Workspace, numbers: number, tenant?: object): number {
  const { memory } = workspace.kernels;
  const start = workspace.strip + 8 * STRIP;
  const missing = start + 8 * numbers - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / PAGE));
    workspace.heap = new Float64Array(memory.buffer);
  }
  workspace.tenant = tenant;
  return start;
}
