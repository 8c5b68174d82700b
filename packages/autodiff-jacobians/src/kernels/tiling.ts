import { matrix } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { FactorSource, Precision } from "../network/factor-source.ts";
import type { JacobianWorkers } from "../workers/jacobian-workers.ts";
import type { Piece } from "./pieces.ts";

/** Which outputs a kernel is of, and how it is computed. */
export interface KernelOptions extends EngineOptions {
  /** Only these outputs, each from 0 to O - 1. Default: all. */
  readonly outputs?: readonly number[] | undefined;
  /** Functions of the outputs in their place: the rows of C [Q, O]. */
  readonly cotangents?: Matrix | undefined;
  /**
   * In what factors are computed, as in {@link FactorOptions}. Sums over them are float64, so that a
   * kernel of float32 factors is positive semidefinite as well. Default: "float64".
   */
  readonly precision?: Precision | undefined;
  /**
   * Bytes that factors, and rows of two tiles of examples made of them, may take. Factors are computed
   * once where the rows of all examples fit. Default: 512 MiB.
   */
  readonly memory?: number | undefined;
  /**
   * Threads that compute factors and kernels of finite networks of ours, in place of the engine:
   * several times faster where there is more to do than products, as in convolutions. An `engine` that
   * is there as well computes what it is faster at, large weights for a few examples. Results
   * lie on shared memory; their bits are those of the engines other than native ones.
   */
  readonly workers?: JacobianWorkers | undefined;
}

const MEMORY = 512 * 2 ** 20;

/** C [Q, O] of the options; undefined for all outputs. */
export function cotangentsOf(
  caller: string,
  { outputs, cotangents }: KernelOptions,
  { outputs: o }: FactorSource,
): Matrix | undefined {
  if (outputs === undefined) return cotangents;
  const wrong = outputs.find((output) => !Number.isInteger(output) || output < 0 || output >= o);
  if (outputs.length === 0 || wrong !== undefined) {
    throw new RangeError(
      `${caller}: outputs must be integers from 0 to ${o - 1}, at least one, got ${wrong ?? "none"}`,
    );
  }
  const rows = matrix(outputs.length, o);
  outputs.forEach((output, q) => (rows.data[q * o + output] = 1));
  return rows;
}

/** A pair of tiles: what is known of its rows and of its columns, undefined where they are the rows'. */
export interface TilePair<T> {
  readonly left: T;
  readonly right: T | undefined;
}

/** How many examples there are on both sides, and in a tile. */
export interface Tiles {
  readonly n: number;
  /** Undefined for the rows' examples. */
  readonly m: number | undefined;
  readonly step: number;
}

/** Hears of a fraction of something that is finished. */
export type Report = (fraction: number) => void;

/**
 * Calls `use` for each pair of tiles of examples, of which without x₂ only those on and below the
 * diagonal. At any time two tiles exist.
 *
 * @param open - what is known of examples `from` to `to` of x₁ or x₂
 */
export async function forEachTile<T>(
  { n, m, step }: Tiles,
  open: (side: "left" | "right", piece: Piece, report: Report) => Promise<T>,
  use: (pair: TilePair<T>, report: Report) => Promise<void>,
  onProgress?: Report,
): Promise<void> {
  const total = m === undefined ? lowerEntries(n, step) : n * m;
  let done = 0;
  for (let row = 0; row < n; row += step) {
    const rows = { from: row, to: Math.min(n, row + step) };
    let left: T | undefined;
    for (let col = 0; col < (m ?? row + 1); col += step) {
      const cols = { from: col, to: Math.min(m ?? n, col + step) };
      const entries = (rows.to - row) * (cols.to - col);
      const part = (from: number, to: number): Report => {
        const before = done;
        return (fraction) =>
          onProgress?.(Math.min(1, (before + entries * (from + (to - from) * fraction)) / total));
      };
      left ??= await open("left", rows, part(0, OPENING / 2));
      const same = m === undefined && col === row;
      const right = same ? undefined : await open("right", cols, part(OPENING / 2, OPENING));
      await use({ left, right }, part(OPENING, 1));
      done += entries;
      onProgress?.(Math.min(1, done / total));
    }
  }
}

/** Part of the time that goes into opening tiles. */
const OPENING = 0.5;

/** Entries of the tiles on and below the diagonal of [n, n]: half of all, and half of those on it. */
function lowerEntries(n: number, step: number): number {
  const rest = n % step;
  return (n ** 2 + (n - rest) * step + rest ** 2) / 2;
}

/** Examples of a tile, whose rows are kept, and at most of a piece of it, whose factors exist at a time. */
export interface TileSizes {
  readonly tile: number;
  readonly piece: number;
}

/**
 * Sizes with which half of the memory of the options holds the rows of two tiles, and the other half
 * the factors of a piece for each thread; of a model of another engine, all of it the factors of two
 * tiles.
 */
export function tileSizes(
  source: FactorSource,
  { cotangents, memory = MEMORY }: KernelOptions,
  threads: number,
): TileSizes {
  if (!(memory > 0))
    throw new RangeError(`memory must be a positive number of bytes, got ${memory}`);
  const count = cotangents?.rows ?? source.outputs;
  const factors = source.bytesPerExample(count);
  const fitting = (share: number, bytes: number) =>
    Math.max(1, Math.floor((memory * share) / bytes));
  if (source.portable === undefined) {
    const tile = fitting(1 / 2, factors);
    return { tile, piece: tile };
  }
  const rows = 8 * source.portable.rowNumbers(count);
  return { tile: fitting(1 / 4, rows), piece: fitting(1 / 2, factors * threads) };
}
