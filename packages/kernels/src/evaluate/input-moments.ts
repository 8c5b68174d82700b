import type { Matrix } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import type { PairBlock } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";

/**
 * Below this part of q₁ + q₂ a gap or sum is computed from the coordinates: from the inner product
 * it would lose more than a digit and a half. Costs d operations for each such pair.
 */
const CLOSE = 0.05;

/**
 * x·x / d of every row, the variance that a network sees.
 *
 * @throws {NumericalError} "non-finite" when an entry is not finite or its square overflows
 */
export function inputVariances(x: Matrix): Float64Array {
  const { rows, cols, data } = x;
  const variances = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += data[i * cols + j]! ** 2;
    if (!Number.isFinite(sum)) throw notFinite(x, i);
    variances[i] = sum / cols;
  }
  return variances;
}

function notFinite(x: Matrix, row: number): NumericalError {
  const entries = x.data.subarray(row * x.cols, (row + 1) * x.cols);
  const column = Math.max(
    0,
    entries.findIndex((value) => !Number.isFinite(value)),
  );
  const value = entries[column]!;
  const message = Number.isFinite(value)
    ? `kernel: the squared norm of an input row must be finite, got overflow in row ${row}; scale the inputs`
    : `kernel: inputs must be finite, got ${value} in row ${row}, column ${column}`;
  return new NumericalError(message, "non-finite", { row, column });
}

/** Fills the block with the moments of x₁[row] and x₂[start … start + length) as they enter a network. */
export function fillInputMoments(
  block: PairBlock,
  x1: Matrix,
  x2: Matrix,
  variances: RowVariances,
  products: Float64Array,
): void {
  const { row, start, length } = block;
  const d = x1.cols;
  const q1 = variances.left[row]!;
  block.ntk.fill(0, 0, length);
  for (let k = 0; k < length; k++) {
    const q2 = variances.right[start + k]!;
    const total = q1 + q2;
    const c = products[k]! / d;
    block.cov[k] = c;
    block.gap[k] = total - 2 * c;
    block.sum[k] = total + 2 * c;
    block.diff[k] = q1 - q2;
    if (block.gap[k]! < CLOSE * total) refineParallel(block, k, x1, x2, total);
    else if (block.sum[k]! < CLOSE * total) refineOpposite(block, k, x1, x2, total);
  }
}

function refineParallel(block: PairBlock, k: number, x1: Matrix, x2: Matrix, total: number): void {
  const gap = meanSquare(x1, block.row, x2, block.start + k, -1);
  block.gap[k] = gap;
  block.cov[k] = (total - gap) / 2;
  block.sum[k] = 2 * total - gap;
  block.diff[k] = varianceDifference(x1, block.row, x2, block.start + k);
}

function refineOpposite(block: PairBlock, k: number, x1: Matrix, x2: Matrix, total: number): void {
  const sum = meanSquare(x1, block.row, x2, block.start + k, 1);
  block.sum[k] = sum;
  block.cov[k] = (sum - total) / 2;
  block.gap[k] = 2 * total - sum;
  block.diff[k] = varianceDifference(x1, block.row, x2, block.start + k);
}

/** Mean of (x + sign y)² over the coordinates. */
function meanSquare(x1: Matrix, i: number, x2: Matrix, j: number, sign: 1 | -1): number {
  const d = x1.cols;
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x1.data[i * d + k]! + sign * x2.data[j * d + k]!) ** 2;
  return sum / d;
}

/** Mean of (x − y)(x + y): the difference of the variances where they nearly agree. */
function varianceDifference(x1: Matrix, i: number, x2: Matrix, j: number): number {
  const d = x1.cols;
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const [x, y] = [x1.data[i * d + k]!, x2.data[j * d + k]!];
    sum += (x - y) * (x + y);
  }
  return sum / d;
}
