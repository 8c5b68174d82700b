import { matrix } from "@ntkit/linalg";
import { numbers } from "../ops/series.ts";
import type { RowSets } from "./form.ts";
import type { Pair } from "./site-kernel.ts";
import type { PlaceRows } from "./site-rows.ts";

/** Positions of all examples of a block together; its square is the largest array of inner products. */
const BLOCK = 2048;

/**
 * Adds Σ_ss' ⟨a_ns, a_ms'⟩ ⟨b_ns, b_ms'⟩ over all pairs of positions; for an embedding the first
 * product is 1 where both look up the same row, else 0.
 */
export async function positionKernel(
  pair: Pair<PlaceRows>,
  sums: readonly Float64Array[],
): Promise<void> {
  const { left, right, n, m } = pair;
  const step = Math.max(1, Math.floor(BLOCK / left.positions));
  const mine = left.rows;
  const theirs = (right ?? left).rows;
  for (let i = 0; i < n; i += step) {
    for (let j = 0; j < m; j += step) {
      if (right === undefined && mine.groups === 1 && j > i) continue;
      const block: Block = { i, j, rows: Math.min(step, n - i), cols: Math.min(step, m - j) };
      const inner = await innerProducts(pair, block);
      await addBlock(pair, mine, theirs, inner, block, sums);
    }
  }
  if (right === undefined) for (const sum of sums) mirror(sum, mine.groups * n);
}

/** The lower half of a symmetric matrix copied to its upper half. */
function mirror(sum: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) sum[j * size + i] = sum[i * size + j]!;
  }
}

interface Block {
  readonly i: number;
  readonly j: number;
  readonly rows: number;
  readonly cols: number;
}

/** ⟨a_ns, a_ms'⟩ of a block, [rows S, cols S]. */
async function innerProducts(pair: Pair<PlaceRows>, block: Block): Promise<Float64Array> {
  const { left, engine, signal } = pair;
  const { positions: s, entering: mine } = left;
  const theirs = (pair.right ?? left).entering;
  const factor = mine.scale * theirs.scale;
  if ("ids" in mine || "ids" in theirs) {
    const { ids } = mine as EnteringIds;
    const rows = ids.subarray(block.i * s, (block.i + block.rows) * s);
    const others = (theirs as EnteringIds).ids;
    return equalIds(rows, others.subarray(block.j * s, (block.j + block.cols) * s), factor);
  }
  const rows = slice(mine.a, block.i, block.rows, s, mine.inputs);
  const cols = slice(theirs.a, block.j, block.cols, s, mine.inputs);
  const { data } = await engine.gram(rows, cols, { signal });
  for (let k = 0; k < data.length; k++) data[k]! *= factor;
  return data;
}

type EnteringIds = Extract<PlaceRows["entering"], { readonly ids: Int32Array }>;

function equalIds(rows: Int32Array, cols: Int32Array, factor: number): Float64Array {
  const result = numbers(rows.length * cols.length);
  rows.forEach((id, r) => {
    cols.forEach((other, c) => {
      if (id === other) result[r * cols.length + c] = factor;
    });
  });
  return result;
}

async function addBlock(
  { left, right, n, m, engine, signal }: Pair<PlaceRows>,
  mine: RowSets,
  theirs: RowSets,
  inner: Float64Array,
  block: Block,
  sums: readonly Float64Array[],
): Promise<void> {
  const { positions: s } = left;
  const { groups, width } = mine;
  for (let set = 0; set < mine.sets.length; set++) {
    for (let g = 0; g < groups; g++) {
      const rows = slice(mine.sets[set]!, g * n + block.i, block.rows, s, width);
      for (let h = 0; h < groups; h++) {
        if (right === undefined && h * m + block.j > g * n + block.i) continue;
        const cols = slice(theirs.sets[set]!, h * m + block.j, block.cols, s, width);
        const { data } = await engine.gram(rows, cols, { signal });
        const to = (g * n + block.i) * groups * m + h * m + block.j;
        addPositions(sums[set]!, to, groups * m, data, inner, block, s);
      }
    }
  }
}

/** Examples `from`.. of [.., S, width] as rows. */
function slice(x: Float64Array, from: number, count: number, s: number, width: number) {
  const size = s * width;
  return matrix(count * s, width, x.subarray(from * size, (from + count) * size));
}

function addPositions(
  sum: Float64Array,
  to: number,
  stride: number,
  products: Float64Array,
  inner: Float64Array,
  { rows, cols }: Block,
  s: number,
): void {
  for (let row = 0; row < rows * s; row++) {
    const place = to + Math.floor(row / s) * stride;
    for (let j = 0, at = row * cols * s; j < cols; j++) {
      let total = 0;
      for (let k = 0; k < s; k++, at++) total += products[at]! * inner[at]!;
      sum[place + j]! += total;
    }
  }
}
