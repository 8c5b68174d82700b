import type { CallOptions, Engine, Matrix } from "@ntkit/linalg";
import { matrix, yieldToEventLoop } from "@ntkit/linalg";
import { BLOCK_LENGTH, createPairBlock } from "../pair-block.ts";
import { fillInputMoments } from "./input-moments.ts";
import type { KernelSink } from "./kernel-sink.ts";
import type { BoundTree } from "./prefix-tree.ts";
import { runTree } from "./prefix-tree.ts";
import type { RowVariances } from "../rule.ts";

/** Pairs between two looks at the event loop. */
const PAIRS_PER_TURN = 1 << 17;

/**
 * Rows whose inner products are asked for at once: an engine prepares all of x₂ for each such block,
 * and of two triangular halves it computes a block's width too much.
 */
const [FEWEST_ROWS, MOST_ROWS] = [64, 512];

/** What a sweep over all pairs needs. */
export interface Sweep {
  readonly x1: Matrix;
  readonly x2: Matrix;
  /** x₂ is x₁: only pairs with column ≤ row are visited. */
  readonly symmetric: boolean;
  readonly variances: RowVariances;
  readonly tree: BoundTree;
  readonly tangent: boolean;
  readonly engine: Engine;
  readonly sink: KernelSink;
}

/** Visits all pairs in blocks of rows; inner products come from the engine, one block at a time. */
export async function evaluatePairs(sweep: Sweep, options: CallOptions): Promise<void> {
  const { x1, x2, symmetric } = sweep;
  const height = Math.min(Math.max(Math.floor(x1.rows / 16), FEWEST_ROWS), MOST_ROWS);
  for (let from = 0; from < x1.rows; from += height) {
    const to = Math.min(from + height, x1.rows);
    const columns = symmetric ? to : x2.rows;
    const products = await sweep.engine.gram(rowsOf(x1, from, to), rowsOf(x2, 0, columns), {
      signal: options.signal,
    });
    const step = Math.max(Math.floor(PAIRS_PER_TURN / Math.max(columns, 1)), 1);
    for (let row = from; row < to; row += step) {
      const next = Math.min(row + step, to);
      sweepRows(sweep, products, from, row, next);
      options.onProgress?.(fractionDone(next, x1.rows, symmetric));
      await yieldToEventLoop();
      options.signal?.throwIfAborted();
    }
  }
}

/** Rows from `first` to `last`; row `from` is the first of `products`. */
function sweepRows(
  sweep: Sweep,
  products: Matrix,
  from: number,
  first: number,
  last: number,
): void {
  const { x1, x2, symmetric, variances, tree, sink } = sweep;
  const block = createPairBlock();
  block.tangent = sweep.tangent;
  for (let row = first; row < last; row++) {
    const columns = symmetric ? row + 1 : x2.rows;
    const offset = (row - from) * products.cols;
    for (let start = 0; start < columns; start += BLOCK_LENGTH) {
      block.row = row;
      block.start = start;
      block.length = Math.min(BLOCK_LENGTH, columns - start);
      const slice = products.data.subarray(offset + start, offset + start + block.length);
      fillInputMoments(block, x1, x2, variances, slice);
      runTree(tree, block, sink.write);
    }
  }
}

function rowsOf(x: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, x.cols, x.data.subarray(from * x.cols, to * x.cols));
}

function fractionDone(rows: number, total: number, symmetric: boolean): number {
  return symmetric ? (rows / total) ** 2 : rows / total;
}
