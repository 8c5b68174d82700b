import type { BlockOperations } from "../block-operations.ts";
import type { Matrix } from "../matrix.ts";
import { part } from "../steps.ts";
import type { SharedSteps } from "../steps.ts";
import { flipped, view, window } from "../view.ts";
import { deflate } from "./deflate.ts";
import type { Deflated, Joint, Side } from "./deflate.ts";
import type { RankOne } from "./rank-one.ts";

/**
 * Joins the eigenpairs of two neighbouring blocks of T into those of the two with the entry `coupling`
 * between them, |coupling| having been subtracted from the diagonal on both sides of it.
 *
 * `d` has the eigenvalues, and the rows of `x` the vectors, in no order. At most m³ flops for m rows,
 * in products of the halves: a row that came from one block is 0 in the columns of the other.
 */
export function* merge(
  d: Float64Array,
  x: Matrix,
  coupling: number,
  joint: Joint,
  tolerance: number,
  blocks: BlockOperations,
): SharedSteps<void> {
  const z = couplingVector(x, coupling, joint);
  const rho = 2 * Math.abs(coupling);
  const deflated = deflate(x, d, z, rho, joint, tolerance);
  const { kept, done } = deflated;
  if (kept.length === 0) return;
  const sorted = [...kept].sort((i, j) => sideOf(deflated, joint, i) - sideOf(deflated, joint, j));
  const problem = rankOneOf(d, z, rho, deflated, sorted, blocks);
  yield* part(blocks.rankOne(problem), 0, 0.3);
  const doneValues = done.map((row) => d[row]!);
  const doneRows = done.map((row) => rowOf(x, row, joint).slice());
  const counts = [0, 1, 2].map(
    (side) => kept.filter((row) => sideOf(deflated, joint, row) === side).length,
  );
  yield* part(multiplied(x, problem.vectors, sorted, counts, joint, blocks), 0.3, 1);
  d.set(problem.values, joint.low);
  d.set(doneValues, joint.low + kept.length);
  doneRows.forEach((row, at) => {
    rowOf(x, joint.low + kept.length + at, joint).set(row);
  });
}

/** (last column of the left vectors, ± first column of the right ones) / √2, by row of X. */
function couplingVector(
  { cols: n, data }: Matrix,
  coupling: number,
  { low, middle, high }: Joint,
): Float64Array {
  const z = new Float64Array(high);
  const right = coupling < 0 ? -Math.SQRT1_2 : Math.SQRT1_2;
  for (let i = low; i < middle; i++) z[i] = Math.SQRT1_2 * data[i * n + middle - 1]!;
  for (let i = middle; i < high; i++) z[i] = right * data[i * n + middle]!;
  return z;
}

const RANK: Readonly<Record<Side, number>> = { left: 0, both: 1, right: 2 };

function sideOf({ sides }: Deflated, { low }: Joint, row: number): number {
  return RANK[sides[row - low]!];
}

/** The problem of the kept rows, its vectors' coordinates in the order of `sorted`. */
function rankOneOf(
  d: Float64Array,
  z: Float64Array,
  rho: number,
  { kept }: Deflated,
  sorted: readonly number[],
  blocks: BlockOperations,
): RankOne {
  const k = kept.length;
  const numbers = (of: (row: number) => number) => {
    const { data } = blocks.allocate(1, k);
    kept.forEach((row, at) => (data[at] = of(row)));
    return data;
  };
  const placeOf = new Map(sorted.map((row, place) => [row, place]));
  return {
    rho,
    poles: numbers((row) => d[row]!),
    weights: numbers((row) => z[row]!),
    places: numbers((row) => placeOf.get(row)!),
    values: blocks.allocate(1, k).data,
    refined: blocks.allocate(1, k).data,
    vectors: blocks.allocate(k, k).data,
  };
}

/** Rows low to low + k of X become the vectors times the rows that were kept, each half by itself. */
function* multiplied(
  x: Matrix,
  vectors: Float64Array,
  sorted: readonly number[],
  [onlyLeft = 0, both = 0, onlyRight = 0]: readonly number[],
  { low, middle, high }: Joint,
  blocks: BlockOperations,
): SharedSteps<void> {
  const k = sorted.length;
  const all = view({ rows: k, cols: k, data: vectors });
  const halves = [
    { from: 0, to: onlyLeft + both, start: low, end: middle },
    { from: onlyLeft, to: onlyLeft + both + onlyRight, start: middle, end: high },
  ].map(({ from, to, start, end }) => ({
    rows: gathered(x, sorted.slice(from, to), start, end, blocks),
    coefficients: window(all, 0, k, from, to),
    target: window(view(x), low, low + k, start, end),
  }));
  for (let i = low; i < low + k; i++) x.data.fill(0, i * x.cols + low, i * x.cols + high);
  for (const [at, { rows, coefficients, target }] of halves.entries()) {
    const product = blocks.product(target, coefficients, flipped(view(rows)));
    yield* part(product, at / 2, (at + 1) / 2);
  }
}

/** Columns `start` to `end` of the rows, side by side. */
function gathered(
  { cols: n, data }: Matrix,
  rows: readonly number[],
  start: number,
  end: number,
  blocks: BlockOperations,
): Matrix {
  const width = end - start;
  const result = blocks.allocate(rows.length, width);
  rows.forEach((row, at) => {
    result.data.set(data.subarray(row * n + start, row * n + end), at * width);
  });
  return result;
}

function rowOf({ cols: n, data }: Matrix, row: number, { low, high }: Joint): Float64Array {
  return data.subarray(row * n + low, row * n + high);
}
