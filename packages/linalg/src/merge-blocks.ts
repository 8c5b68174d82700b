import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/** Columns that merged blocks have at most. */
const widest = 256;

/** Adds a block; blocks of like size become one, so that there are few of them. */
export function pushMerging(blocks: Matrix[], block: Matrix): void {
  let last = block;
  for (let before = blocks.at(-1); before && before.cols <= last.cols; before = blocks.at(-1)) {
    if (before.cols + last.cols > widest) break;
    blocks.pop();
    last = sideBySide(block.rows, [before, last]);
  }
  blocks.push(last);
}

/** The blocks [rows, …] as one matrix. */
export function sideBySide(rows: number, blocks: readonly Matrix[]): Matrix {
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
