import { matrix, NumericalError, selectRows, transpose } from "@ntkit/linalg";
import type { Engine, Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { getDiagonal, getTile, range } from "./get-tile.ts";
import type { KernelTiles } from "./kernel-tiles.ts";

/** K ≈ F Fᵀ, exact in the rows and columns of the pivots. */
export interface LowRank {
  /** F, shape [N, k]. Its rows at the pivots are a lower triangle. */
  readonly factor: Matrix;
  /** The rows that were chosen, in order, shape [k]. */
  readonly pivots: Int32Array;
  /** Diagonal of K − F Fᵀ, shape [N]; what is below N ε of K's own counts as 0. */
  readonly residualDiagonal: Float64Array;
  /** Trace of K − F Fᵀ over the trace of K: the error of the approximation in the nuclear norm. */
  readonly relativeError: number;
  /** Why it stopped: at `rank`, at `tolerance`, or because nothing but rounding is left. */
  readonly reason: "rank" | "tolerance" | "exhausted";
}

export interface LowRankOptions extends SolverOptions {
  /** Largest k. */
  readonly rank: number;
  /** Stop when `relativeError` is at most this. Default 0. */
  readonly tolerance?: number | undefined;
}

/** Columns that merged blocks have at most. */
const widest = 256;

/** Which rows to try next, and whether to take one whose residual fell meanwhile. */
export interface PivotRule {
  /** Rows to try, given the residual diagonal; at most `count`. */
  readonly propose: (residual: Float64Array, count: number) => Int32Array;
  /** Whether to take a row that had residual `before` when it was proposed and has `now`. */
  readonly accept: (now: number, before: number) => boolean;
}

/** Cholesky's algorithm on some of the rows, those that the rule picks. */
export async function partialCholesky(
  caller: string,
  tiles: KernelTiles,
  rule: PivotRule,
  options: LowRankOptions,
): Promise<LowRank> {
  const { rank, tolerance = 0, signal, onProgress } = options;
  checkOptions(caller, rank, tolerance);
  const { engine } = resolveOptions(options);
  const original = await getDiagonal(caller, tiles);
  const residual = original.slice();
  const total = sum(original);
  const blocks: Matrix[] = [];
  const pivots: number[] = [];
  const finish = (reason: LowRank["reason"]): LowRank => ({
    factor: sideBySide(tiles.size, blocks),
    pivots: Int32Array.from(pivots),
    residualDiagonal: residual,
    relativeError: total === 0 ? 0 : sum(residual) / total,
    reason,
  });
  for (;;) {
    signal?.throwIfAborted();
    const left = sum(residual);
    if (left === 0) return finish("exhausted");
    if (left <= tolerance * total) return finish("tolerance");
    if (pivots.length >= Math.min(rank, tiles.size)) return finish("rank");
    const proposed = rule.propose(residual, rank - pivots.length);
    const state = { caller, tiles, engine, blocks, original, residual };
    const { block, taken } = await eliminate(state, proposed, rule);
    if (taken.length > 0) pushMerging(blocks, block);
    pivots.push(...taken);
    onProgress?.(pivots.length / rank);
  }
}

interface State {
  readonly caller: string;
  readonly tiles: KernelTiles;
  readonly engine: Engine;
  readonly blocks: readonly Matrix[];
  readonly original: Float64Array;
  readonly residual: Float64Array;
}

/** The columns of F for those proposed rows that the rule takes; lowers the residual. */
async function eliminate(
  state: State,
  proposed: Int32Array,
  rule: PivotRule,
): Promise<{ readonly block: Matrix; readonly taken: Int32Array }> {
  const { caller, tiles, residual } = state;
  // the first proposed row is taken, or counts as exhausted from now on
  const corner = await getTile(caller, tiles, proposed, proposed);
  await subtractBlocks(state, corner, proposed, proposed);
  const { lower, taken } = factorTaken(state, corner, proposed, rule);
  const columns = await getTile(caller, tiles, range(0, tiles.size), taken);
  await subtractBlocks(state, columns, undefined, taken);
  const block = transpose(await state.engine.solveLower(lower, transpose(columns)));
  lowerResidual(state, block);
  for (const row of taken) residual[row] = 0;
  return { block, taken };
}

/** target − Σ F[rows] F[cols]ᵀ over the blocks, in place. */
async function subtractBlocks(
  { blocks, engine }: State,
  target: Matrix,
  rows: Int32Array | undefined,
  cols: Int32Array,
): Promise<void> {
  for (const block of blocks) {
    const left = rows === undefined ? block : selectRows(block, rows);
    const product = await engine.gram(left, selectRows(block, cols));
    for (let at = 0; at < target.data.length; at++) target.data[at]! -= product.data[at]!;
  }
}

/** Cholesky factor of the corner at the rows that are taken one after the other. */
function factorTaken(
  { original, residual }: State,
  corner: Matrix,
  proposed: Int32Array,
  rule: PivotRule,
): { readonly lower: Matrix; readonly taken: Int32Array } {
  const rows: Float64Array[] = [];
  const taken: number[] = [];
  const places: number[] = [];
  proposed.forEach((row, place) => {
    const factor = new Float64Array(proposed.length);
    const before = corner.data[place * (corner.cols + 1)]!;
    let now = before;
    if (before <= rounding(original, row)) residual[row] = 0;
    places.forEach((earlier, k) => {
      let entry = corner.data[place * corner.cols + earlier]!;
      for (let m = 0; m < k; m++) entry -= factor[m]! * rows[k]![m]!;
      factor[k] = entry / rows[k]![k]!;
      now -= factor[k] ** 2;
    });
    if (now <= rounding(original, row) || !rule.accept(now, before)) return;
    factor[taken.length] = Math.sqrt(now);
    rows.push(factor);
    taken.push(row);
    places.push(place);
  });
  const lower = matrix(taken.length, taken.length);
  rows.forEach((factor, i) => {
    lower.data.set(factor.subarray(0, i + 1), i * taken.length);
  });
  return { lower, taken: Int32Array.from(taken) };
}

function lowerResidual({ caller, original, residual }: State, block: Matrix): void {
  const n = residual.length;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let k = 0; k < block.cols; k++) squares += block.data[i * block.cols + k]! ** 2;
    const left = residual[i]! - squares;
    if (left < -1e-8 * original[i]!) throw indefinite(caller, i, left);
    residual[i] = left > rounding(original, i) ? left : 0;
  }
}

/** What of a residual can be rounding only. */
function rounding(original: Float64Array, row: number): number {
  return original.length * Number.EPSILON * original[row]!;
}

/** Adds a block; blocks of like size become one, so that there are few of them. */
function pushMerging(blocks: Matrix[], block: Matrix): void {
  let last = block;
  for (let before = blocks.at(-1); before && before.cols <= last.cols; before = blocks.at(-1)) {
    if (before.cols + last.cols > widest) break;
    blocks.pop();
    last = sideBySide(block.rows, [before, last]);
  }
  blocks.push(last);
}

function indefinite(caller: string, row: number, value: number): NumericalError {
  return new NumericalError(
    `${caller}: the kernel must be positive semi-definite, got residual ${value} on the diagonal in row ${row}`,
    "not-positive-definite",
    { row, value },
  );
}

function sideBySide(rows: number, blocks: readonly Matrix[]): Matrix {
  const [only] = blocks;
  if (blocks.length === 1 && only !== undefined) return only;
  const cols = blocks.reduce((count, block) => count + block.cols, 0);
  const result = matrix(rows, cols);
  let start = 0;
  for (const block of blocks) {
    for (let i = 0; i < rows; i++) {
      const row = block.data.subarray(i * block.cols, (i + 1) * block.cols);
      result.data.set(row, i * cols + start);
    }
    start += block.cols;
  }
  return result;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function checkOptions(caller: string, rank: number, tolerance: number): void {
  if (!Number.isInteger(rank) || rank < 1) {
    throw new RangeError(`${caller}: rank must be an integer of at least 1, got ${rank}`);
  }
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`${caller}: tolerance must be at least 0 and below 1, got ${tolerance}`);
  }
}
