import { matrix, readTile, ShapeError, yieldToEventLoop } from "@ntkit/linalg";
import type { CallOptions, Matrix } from "@ntkit/linalg";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { range } from "./range.ts";

export interface TileOptions extends CallOptions {
  /** Rows and columns of a tile. Default 1024: 8 MB. */
  readonly tileSize?: number | undefined;
}

/**
 * K X, shape [N, O], for a kernel in tiles and X [N, O].
 *
 * Only the tiles on and below the diagonal are asked for, one at a time; each is used in both
 * places. N² O multiplications, memory of a tile.
 *
 * @throws {@link ShapeError}; {@link NumericalError} "non-finite" naming row and column of K
 */
export async function kernelProduct(
  kernel: Matrix | KernelTiles,
  x: Matrix,
  { tileSize = 1024, signal, onProgress }: TileOptions = {},
): Promise<Matrix> {
  const tiles = toTiles("kernelProduct", kernel);
  const n = tiles.size;
  if (x.rows !== n) {
    throw new ShapeError(
      `kernelProduct: x must have ${n} rows like the kernel, got ${x.rows}×${x.cols}`,
    );
  }
  checkTileSize("kernelProduct", tileSize);
  const result = matrix(n, x.cols);
  for (let i = 0; i < n; i += tileSize) {
    const rows = range(i, Math.min(i + tileSize, n));
    for (let j = 0; j <= i; j += tileSize) {
      signal?.throwIfAborted();
      const cols = range(j, Math.min(j + tileSize, n));
      const tile = await readTile("kernelProduct", tiles, rows, cols);
      addProduct(result, tile, x, i, j);
      if (i !== j) addTransposedProduct(result, tile, x, i, j);
      await yieldToEventLoop();
    }
    onProgress?.(((i + rows.length) / n) ** 2);
  }
  return result;
}

/** @throws RangeError unless it is an integer of at least 1 */
export function checkTileSize(caller: string, tileSize: number): void {
  if (Number.isInteger(tileSize) && tileSize >= 1) return;
  throw new RangeError(`${caller}: tileSize must be an integer of at least 1, got ${tileSize}`);
}

/** Rows from i of the result += tile · rows from j of x. */
function addProduct(result: Matrix, tile: Matrix, x: Matrix, i: number, j: number): void {
  const { cols: outputs } = x;
  for (let o = 0; o < outputs; o++) {
    const from = x.data.subarray(j * outputs);
    for (let r = 0; r < tile.rows; r++) {
      const start = r * tile.cols;
      let sum = 0;
      for (let c = 0; c < tile.cols; c++) sum += tile.data[start + c]! * from[c * outputs + o]!;
      result.data[(i + r) * outputs + o]! += sum;
    }
  }
}

/** Rows from j of the result += tileᵀ · rows from i of x. */
function addTransposedProduct(result: Matrix, tile: Matrix, x: Matrix, i: number, j: number): void {
  const { cols: outputs } = x;
  for (let o = 0; o < outputs; o++) {
    const to = result.data.subarray(j * outputs);
    for (let r = 0; r < tile.rows; r++) {
      const start = r * tile.cols;
      const value = x.data[(i + r) * outputs + o]!;
      for (let c = 0; c < tile.cols; c++) to[c * outputs + o]! += tile.data[start + c]! * value;
    }
  }
}
