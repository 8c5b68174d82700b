import type { Matrix } from "@ntkit/linalg";
import { NumericalError } from "@ntkit/linalg";
import type { PairBlock } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";

/**
 * Where R − |c| is below this part of R it is computed from the coordinates: from the inner product
 * it would lose two digits. Costs d operations for each such pair.
 */
const CLOSE = 0.01;

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
    if (radius - Math.abs(c) < CLOSE * radius) refineCollinear(block, k, x1, x2, q1, q2);
  }
}

/**
 * With s⁴ = q₂/q₁, mean (s x ∓ y/s)² = 2(R ∓ c): exact for collinear rows of any lengths, since the
 * coordinates are subtracted before they are squared.
 */
function refineCollinear(
  block: PairBlock,
  k: number,
  x1: Matrix,
  x2: Matrix,
  q1: number,
  q2: number,
): void {
  const d = x1.cols;
  const [i, j] = [block.row * d, (block.start + k) * d];
  const radius = Math.sqrt(q1) * Math.sqrt(q2);
  const sign = block.cov[k]! < 0 ? -1 : 1;
  const s = q1 === q2 ? 1 : (q2 / q1) ** 0.25;
  let [chord, diff] = [0, 0];
  for (let n = 0; n < d; n++) {
    const [x, y] = [x1.data[i + n]!, sign * x2.data[j + n]!];
    chord += (s * x - y / s) ** 2;
    diff += (x - y) * (x + y);
  }
  chord /= d;
  block.cov[k] = sign * (radius - chord / 2);
  block.apart[k] = sign > 0 ? chord : 4 * radius - chord;
  block.together[k] = sign > 0 ? 4 * radius - chord : chord;
  block.diff[k] = diff / d;
}
