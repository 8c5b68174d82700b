import type { Matrix } from "@ntkit/linalg";
import type { RowVariances } from "../rule.ts";
import type { Machine } from "../wasm/machine.ts";
import { CLOSE, collinearChord } from "./input-moments.ts";
import type { AngleTables, KernelJob } from "./kernel-job.ts";
import type { EvaluateTile } from "./tile-program.ts";
import type { Tile, TileValues } from "./tile.ts";
import { rowLength } from "./tile.ts";

/** Looks pairs up in tables over the angle, on a machine, a whole tile at a time. */
export function tableTiles(
  job: KernelJob,
  angles: AngleTables,
  largest: TileSize,
  machine: Machine,
): EvaluateTile {
  const { x1 } = job;
  const room = createRoom(largest, angles, machine);
  const vectors = rowVectors(job, angles, largest, machine);
  // No more is allocated from here on, so that the heap stays.
  const { heap, kernels } = machine;
  return (tile, products) => {
    const { top, left, bottom, right, first } = tile;
    const [rows, cols] = [bottom - top, right - left];
    const stride = strideOf(cols);
    copyIn(tile, products, heap, room.sines, stride);
    const { root1, inverse1, scale1, root2, inverse2, scale2 } = vectors(tile);
    const close = kernels.halfSines(rows, cols, first, room.sines, stride, 1 / x1.cols, CLOSE, root1, inverse1, root2, inverse2, room.list); // prettier-ignore
    const list = new Int32Array(heap.buffer, room.list, close);
    for (const place of list) refine(job, tile, heap, room.sines, stride, place);
    return room.outputs.map(({ address, table, cells, atZero }) => {
      kernels.lookUp(rows, cols, first, room.sines, stride, table, cells, scale1, scale2, address);
      for (const place of list) {
        if (!Object.is(heap[room.sines / 8 + place], 0)) continue;
        const row = Math.floor(place / stride);
        const scale = heap[scale1 / 8 + row]! * heap[scale2 / 8 + (place % stride)]!;
        heap[address / 8 + place] = atZero * scale;
      }
      return { data: heap, offset: address / 8, stride };
    });
  };
}

/** How large tiles are at most. */
export interface TileSize {
  readonly height: number;
  readonly width: number;
}

/** Kernels take four pairs at a time; rows at a distance of a power of 2 would share few lines of a cache. */
function strideOf(width: number): number {
  return 4 * Math.ceil(width / 4) + 8;
}

interface Room {
  readonly sines: number;
  readonly list: number;
  readonly outputs: readonly {
    readonly address: number;
    readonly table: number;
    readonly cells: number;
    readonly atZero: number;
  }[];
}

function createRoom({ height, width }: TileSize, angles: AngleTables, machine: Machine): Room {
  const numbers = height * strideOf(width);
  const outputs = angles.tables.map(({ cells, coefficients, atZero }) => {
    const table = machine.allocate(coefficients.length);
    machine.heap.set(coefficients, table / 8);
    return { address: machine.allocate(numbers), table, cells, atZero };
  });
  return { sines: machine.allocate(numbers), list: machine.allocate(numbers / 2), outputs };
}

/** Addresses of what belongs to the rows and columns of a tile. */
interface Vectors {
  readonly root1: number;
  readonly inverse1: number;
  readonly scale1: number;
  readonly root2: number;
  readonly inverse2: number;
  readonly scale2: number;
}

/** Copies √q, 1/√q and the scales of a tile's rows and columns to a machine. */
function rowVectors(
  { variances }: KernelJob,
  { scales }: AngleTables,
  { height, width }: TileSize,
  machine: Machine,
): (tile: Tile) => Vectors {
  const [left, right] = [rootsOf(variances.left), rootsOf(variances.right)];
  const side = (size: number, values: readonly Float64Array[]) => {
    const addresses = values.map(() => machine.allocate(strideOf(size)));
    return (from: number, to: number): readonly number[] => {
      const { heap } = machine;
      values.forEach((each, i) => {
        heap.set(each.subarray(from, to), addresses[i]! / 8);
      });
      return addresses;
    };
  };
  const rows = side(height, [...left, scales.left]);
  const columns = side(width, [...right, scales.right]);
  return ({ top, bottom, left: from, right: to }) => {
    const [root1, inverse1, scale1] = rows(top, bottom) as [number, number, number];
    const [root2, inverse2, scale2] = columns(from, to) as [number, number, number];
    return { root1, inverse1, scale1, root2, inverse2, scale2 };
  };
}

/** √q and 1/√q, which is 0 for a zero row. */
function rootsOf(variance: Float64Array): readonly [Float64Array, Float64Array] {
  const roots = variance.map(Math.sqrt);
  return [roots, roots.map((root) => (root === 0 ? 0 : 1 / root))];
}

function copyIn(
  tile: Tile,
  { data, offset, stride }: TileValues,
  heap: Float64Array,
  to: number,
  toStride: number,
): void {
  for (let row = tile.top; row < tile.bottom; row++) {
    const from = offset + (row - tile.top) * stride;
    heap.set(
      data.subarray(from, from + rowLength(tile, row)),
      to / 8 + (row - tile.top) * toStride,
    );
  }
}

/** The sine of a nearly collinear pair, from the coordinates. */
function refine(
  { x1, x2, variances }: KernelJob,
  { top, left }: Tile,
  heap: Float64Array,
  sines: number,
  stride: number,
  place: number,
): void {
  const [i, j] = [top + Math.floor(place / stride), left + (place % stride)];
  const before = heap[sines / 8 + place]!;
  const sign = Object.is(before, -0) || before < 0 ? -1 : 1;
  heap[sines / 8 + place] = halfSine(x1, i, x2, j, variances, sign);
}

function halfSine(
  x1: Matrix,
  i: number,
  x2: Matrix,
  j: number,
  { left, right }: RowVariances,
  sign: number,
): number {
  const [q1, q2] = [left[i]!, right[j]!];
  if (i === j && x1.data === x2.data && sign > 0) return 0;
  const chord = collinearChord(x1, i, x2, j, q1 === q2 ? 1 : (q2 / q1) ** 0.25, sign);
  return sign * Math.sqrt(chord / (4 * Math.sqrt(q1) * Math.sqrt(q2)));
}
