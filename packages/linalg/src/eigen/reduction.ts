import type { ReductionKernels, RowBlock } from "./reduction-kernels.ts";

/** Columns that are reduced before the rest of the matrix is updated. */
export const PANEL = 32;
/** Rows of a block of the matrix. */
const ROWS = 32;
/**
 * Parts of the matrix whose products with a vector are summed each by itself: the sums do not depend
 * on how many threads share the parts.
 */
const GROUPS = 8;

/** A reduction as data, on shared memory where several threads take part. */
export interface ReductionData {
  readonly n: number;
  readonly a: Float64Array;
  /** Multiplies `a`. */
  readonly scale: number;
  /** The result, see {@link Tridiagonal}. */
  readonly reflectors: Float64Array;
  readonly tau: Float64Array;
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
  readonly inner: Float64Array;
  /** What the participants tell each other. */
  readonly exchange: Float64Array;
}

/** Vectors in the exchange: of each group, of each column of the panel, u and c; then the panel's dots. */
const SUMS = 0;
const COLUMNS = GROUPS;
const U = COLUMNS + PANEL;
const C = U + 1;
const DOTS = C + 1;

export function paddedSize(n: number): number {
  return Math.ceil(n / 8) * 8;
}

export function exchangeLength(n: number): number {
  return DOTS * paddedSize(n) + 2 * PANEL;
}

/** Who takes part: several threads, each with a number, which wait for each other in `meet`. */
export interface Participant {
  readonly number: number;
  readonly count: number;
  readonly meet: () => void;
}

/** Where things are in a participant's memory: its blocks, then W, V, sums and coefficients. */
interface Layout {
  readonly blocks: readonly (RowBlock & { readonly group: number })[];
  readonly w: number;
  readonly v: number;
  readonly sums: number;
  readonly factors: number;
  readonly size: number;
}

/** The blocks of the groups of one participant and its vectors. */
function layoutOf(n: number, { number, count }: Pick<Participant, "number" | "count">): Layout {
  const padded = paddedSize(n);
  const blocks: (RowBlock & { group: number })[] = [];
  let at = 0;
  for (let row = 0, turn = 0; row < padded; row += ROWS, turn++) {
    // To and fro, so that each group has long rows and short ones.
    const round = turn % (2 * GROUPS);
    const group = round < GROUPS ? round : 2 * GROUPS - 1 - round;
    if (group % count !== number) continue;
    const rows = Math.min(ROWS, padded - row);
    blocks.push({ at, stride: row + rows, row, rows, group });
    at += rows * (row + rows);
  }
  const v = at + PANEL * padded;
  const sums = v + PANEL * padded;
  const factors = sums + Math.max(GROUPS, PANEL) * padded;
  return { blocks, w: at, v, sums, factors, size: factors + 4 * PANEL };
}

/** Numbers that a participant's memory must have. */
export function memoryOf(n: number, participant: Pick<Participant, "number" | "count">): number {
  return layoutOf(n, participant).size;
}

/** One column after the other. */
export interface Reduction {
  column(k: number): void;
}

/**
 * A participant's share of the Householder reduction of a symmetric matrix to tridiagonal form.
 *
 * Everybody has some of the blocks of the matrix and computes their products with a vector and their
 * updates; vectors are computed in pieces and exchanged, twice for each column. By panels: half of the
 * 4n³/3 flops are products with the matrix, half a blocked update.
 *
 * @see Dongarra, Hammarling & Sorensen 1989, "Block reduction of matrices to condensed forms"
 */
export function createReduction(
  data: ReductionData,
  kernels: ReductionKernels,
  participant: Participant,
): Reduction {
  const { n, exchange } = data;
  const { number, count, meet } = participant;
  const { heap } = kernels;
  const padded = paddedSize(n);
  const { blocks, w, v, sums, factors } = layoutOf(n, participant);
  const groups = Array.from({ length: GROUPS }, (_, g) => g).filter((g) => g % count === number);
  loadBlocks(data, kernels, blocks);

  /** Puts numbers `from` to `to` of a vector where the others find them. */
  const publish = (vector: number, to: number, from: number, end: number) => {
    exchange.set(heap.subarray(vector + from, vector + end), to * padded + from);
  };
  const fetch = (vector: number, from: number, start: number, end: number) => {
    heap.set(exchange.subarray(from * padded + start, from * padded + end), vector + start);
  };

  function beginPanel(start: number): void {
    for (const { at, stride, row, rows } of blocks) {
      if (row + rows <= start) continue;
      for (let q = 0; q < Math.min(PANEL, n - start); q++) {
        let to = (COLUMNS + q) * padded + row;
        let from = at + start + q;
        for (let i = 0; i < rows; i++, from += stride) exchange[to++] = heap[from]!;
      }
    }
    meet();
    fetch(v, COLUMNS, start, padded);
  }

  /** Turns column k into a reflection; its tau. */
  function reflect(k: number, column: number): number {
    const first = k + 1;
    const record = (alpha: number, tau: number, beta: number) => {
      if (number === k % count) {
        data.diagonal[k] = alpha;
        data.tau[k] = tau;
        data.offDiagonal[k] = beta;
        data.reflectors.set(heap.subarray(column, column + n), k * n);
      }
      return tau;
    };
    const onDiagonal = heap[column + k]!;
    heap.fill(0, column, column + first);
    if (first >= n) return record(onDiagonal, 0, 0);
    const alpha = heap[column + first]!;
    heap[column + first] = 0;
    const from = first & ~3;
    const rest = kernels.dot(column, column, from, padded);
    if (rest === 0) {
      heap.fill(0, column, column + padded);
      heap[column + first] = 1;
      return record(onDiagonal, 0, alpha);
    }
    const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha * alpha + rest);
    kernels.combine(column, column, 0, 1 / (alpha - beta), from, padded);
    heap[column + first] = 1;
    return record(onDiagonal, (beta - alpha) / beta, beta);
  }

  /** What this participant has of A v, and of the products of v with the panel. */
  function multiply(k: number, q: number): void {
    const from = (k + 1) & ~3;
    const column = v + q * padded;
    for (const group of groups) {
      heap.fill(0, sums + group * padded + from, sums + (group + 1) * padded);
    }
    for (const block of blocks) {
      if (block.row + block.rows > from) {
        kernels.symmetricPart(block, from, column, sums + block.group * padded);
      }
    }
    for (let p = number; p < q; p += count) {
      const result = factors + 2 * PANEL + 2 * p;
      kernels.dotPair(column, w + p * padded, v + p * padded, from, padded, result);
      exchange[DOTS * padded + p] = heap[result]!;
      exchange[DOTS * padded + PANEL + p] = heap[result + 1]!;
    }
    if (count === 1) return;
    for (const group of groups) publish(sums + group * padded, SUMS + group, from, padded);
  }

  /** This participant's piece of u = (A - V Wᵀ - W Vᵀ) v and of the next column. */
  function correct(k: number, q: number, next: boolean): void {
    const first = (k + 1) & ~3;
    const piece = 4 * Math.ceil((padded - first) / 4 / count);
    const from = Math.min(padded, first + number * piece);
    const to = Math.min(padded, from + piece);
    const dots = DOTS * padded;
    if (count > 1) {
      for (let g = 0; g < GROUPS; g++) fetch(sums + g * padded, SUMS + g, from, to);
    }
    kernels.addGroups(sums, padded, GROUPS, from, to, w + q * padded);
    heap.set(exchange.subarray(dots, dots + q), factors);
    heap.set(exchange.subarray(dots + PANEL, dots + PANEL + q), factors + PANEL);
    kernels.downdate(w + q * padded, v, w, padded, q, factors, factors + PANEL, from, to);
    if (number === 0)
      data.inner.set(heap.subarray(factors + PANEL, factors + PANEL + q), k * PANEL);
    if (next) {
      for (let p = 0; p < q; p++) {
        heap[factors + p] = heap[w + p * padded + k + 1]!;
        heap[factors + PANEL + p] = heap[v + p * padded + k + 1]!;
      }
      const column = v + (q + 1) * padded;
      fetch(column, COLUMNS + q + 1, from, to);
      kernels.downdate(column, v, w, padded, q, factors, factors + PANEL, from, to);
      if (count > 1) publish(column, C, from, to);
    }
    if (count > 1) publish(w + q * padded, U, from, to);
  }

  /** w = τ u - (τ² vᵀu / 2) v, and what it changes in the next column. */
  function complete(k: number, q: number, tau: number, next: boolean): void {
    const from = (k + 1) & ~3;
    const [wq, vq] = [w + q * padded, v + q * padded];
    if (count > 1) fetch(wq, U, from, padded);
    const half = 0.5 * tau * kernels.dot(wq, vq, from, padded);
    kernels.combine(wq, vq, half, tau, from, padded);
    heap.fill(0, wq, wq + k + 1);
    if (!next) return;
    if (count > 1) fetch(vq + padded, C, from, padded);
    heap[factors] = heap[wq + k + 1]!;
    heap[factors + PANEL] = heap[vq + k + 1]!;
    kernels.downdate(vq + padded, vq, wq, padded, 1, factors, factors + PANEL, from, padded);
  }

  return {
    column: (k) => {
      const q = k % PANEL;
      const start = k - q;
      const end = Math.min(start + PANEL, n);
      if (q === 0) beginPanel(start);
      const tau = reflect(k, v + q * padded);
      multiply(k, q);
      meet();
      correct(k, q, k + 1 < end);
      meet();
      complete(k, q, tau, k + 1 < end);
      if (k + 1 < end || end === n) return;
      const rest = blocks.filter(({ row }) => row >= end);
      kernels.update(rest, w, PANEL, padded, end);
    },
  };
}

/** The lower half of the blocks, mirrored within their squares; missing rows are 0. */
function loadBlocks(
  { n, a, scale }: ReductionData,
  { heap, combine }: ReductionKernels,
  blocks: readonly RowBlock[],
): void {
  for (const { at, stride, row, rows } of blocks) {
    for (let i = row; i < Math.min(row + rows, n); i++) {
      const to = at + (i - row) * stride;
      heap.set(a.subarray(i * n, i * n + i + 1), to);
      for (let j = row; j < i; j++) heap[at + (j - row) * stride + i] = heap[to + j]!;
    }
    combine(at, at, 0, scale, 0, rows * stride);
  }
}
