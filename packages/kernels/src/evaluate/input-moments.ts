import type { Matrix } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import type { PairBlock } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";

/**
 * Where R − |c| is below this part of R it is computed from the coordinates: from the inner product
 * it would lose two digits. Costs d operations for each such pair.
 */
export const CLOSE = 0.01;

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
    const radius = Math.sqrt(q1) * Math.sqrt(q2);
    const c = products[k]! / d;
    block.cov[k] = c;
    block.apart[k] = 2 * (radius - c);
    block.together[k] = 2 * (radius + c);
    block.diff[k] = q1 - q2;
    if (radius - Math.abs(c) < CLOSE * radius) refineCollinear(block, k, x1, x2, variances);
  }
}

/** Moments of a nearly collinear pair, from the coordinates. */
export function refineCollinear(
  block: PairBlock,
  k: number,
  x1: Matrix,
  x2: Matrix,
  { left, right }: RowVariances,
): void {
  const [i, j] = [block.row, block.start + k];
  const [q1, q2] = [left[i]!, right[j]!];
  const radius = Math.sqrt(q1) * Math.sqrt(q2);
  const sign = block.cov[k]! < 0 ? -1 : 1;
  const chord = collinearChord(x1, i, x2, j, q1 === q2 ? 1 : (q2 / q1) ** 0.25, sign);
  block.cov[k] = sign * (radius - chord / 2);
  block.apart[k] = sign > 0 ? chord : 4 * radius - chord;
  block.together[k] = sign > 0 ? 4 * radius - chord : chord;
  block.diff[k] = squaresApart(x1, i, x2, j, sign);
}

/**
 * With s⁴ = q₂/q₁, mean (s x ∓ y/s)² = 2(R ∓ c): exact for collinear rows of any lengths, since the
 * coordinates are subtracted before they are squared.
 */
export function collinearChord(
  x1: Matrix,
  i: number,
  x2: Matrix,
  j: number,
  s: number,
  sign: number,
): number {
  const d = x1.cols;
  let chord = 0;
  for (let n = 0; n < d; n++) {
    chord += (s * x1.data[i * d + n]! - (sign * x2.data[j * d + n]!) / s) ** 2;
  }
  return chord / d;
}

/** q₁ − q₂ as mean (x − y)(x + y). */
function squaresApart(x1: Matrix, i: number, x2: Matrix, j: number, sign: number): number {
  const d = x1.cols;
  let diff = 0;
  for (let n = 0; n < d; n++) {
    const [x, y] = [x1.data[i * d + n]!, sign * x2.data[j * d + n]!];
    diff += (x - y) * (x + y);
  }
  return diff / d;
}
