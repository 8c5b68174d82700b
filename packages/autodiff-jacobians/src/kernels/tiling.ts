import { matrix } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Factors } from "../factors/factors.ts";
import { countOf, examplesOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { FactorSource, Precision } from "../network/factor-source.ts";
import type { TilePlace } from "./form.ts";

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
  /** Bytes that the factors of two tiles of examples may take. Default: 512 MiB. */
  readonly memory?: number | undefined;
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

/** A pair of tiles: the factors of its rows and of its columns, undefined where they are the rows'. */
export interface FactorTile {
  readonly left: Factors;
  readonly right: Factors | undefined;
  readonly place: TilePlace;
}

/**
 * Calls `use` for each pair of tiles of examples, of which without x₂ only those on and below the
 * diagonal. At any time the factors of two tiles exist.
 */
export async function forEachTile(
  source: FactorSource,
  x1: Inputs,
  x2: Inputs | undefined,
  options: KernelOptions & { readonly cotangents: Matrix | undefined },
  use: (tile: FactorTile) => Promise<void>,
): Promise<void> {
  const { cotangents, engine, signal, precision, onProgress } = options;
  const step = tileSize(source, options);
  const factors = (x: Inputs, from: number) =>
    source.factors(examplesOf(x, from, Math.min(countOf(x), from + step)), {
      cotangents,
      engine,
      signal,
      precision,
    });
  const [n, m] = [countOf(x1), countOf(x2 ?? x1)];
  const total = x2 === undefined ? (n * (n + step)) / 2 : n * m;
  let done = 0;
  for (let row = 0; row < n; row += step) {
    const left = await factors(x1, row);
    for (let col = 0; col < (x2 === undefined ? row + 1 : m); col += step) {
      const right = x2 === undefined && col === row ? undefined : await factors(x2 ?? x1, col);
      const [rows, cols] = [left.examples, (right ?? left).examples];
      await use({ left, right, place: { row, col, rows, cols } });
      done += rows * cols;
      onProgress?.(Math.min(1, done / total));
    }
  }
}

/** Examples of a tile. */
export function tileSize(
  source: FactorSource,
  { cotangents, memory = MEMORY }: KernelOptions,
): number {
  if (!(memory > 0))
    throw new RangeError(`memory must be a positive number of bytes, got ${memory}`);
  const bytes = source.bytesPerExample(cotangents?.rows ?? source.outputs);
  return Math.max(1, Math.floor(memory / (2 * bytes)));
}
