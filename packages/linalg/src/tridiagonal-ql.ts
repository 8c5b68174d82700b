import { rotateRows } from "./eigen/rotate-rows.ts";
import { NumericalError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";

/** Sweeps that an eigenvalue may take; about 1.7 is usual. */
const MAX_SWEEPS = 60;

/**
 * Implicit QL with Wilkinson's shift on rows `low` to `high` of a tridiagonal matrix: turns its
 * diagonal `d` into its eigenvalues (unsorted), destroys its off-diagonal `e`, and writes its
 * eigenvectors into the rows of `x`, which are 0 at first.
 *
 * About 3m³ flops for m rows.
 *
 * @throws {@link NumericalError} `max-steps` (detail: index, offDiagonal)
 * @see Dubrulle, Martin & Wilkinson 1968, "The implicit QL algorithm"
 */
export function tridiagonalQl(
  d: Float64Array,
  e: Float64Array,
  x: Matrix,
  low: number,
  high: number,
): void {
  for (let i = low; i < high; i++) x.data[i * x.cols + i] = 1;
  const size = high - low;
  const diagonal = d.slice(low, high);
  const offDiagonal = e.slice(low, high);
  offDiagonal[size - 1] = 0;
  const upsideDown = Math.abs(diagonal[0] ?? 0) > Math.abs(diagonal[size - 1] ?? 0);
  if (upsideDown) {
    diagonal.reverse();
    offDiagonal.subarray(0, size - 1).reverse();
  }
  const negligible = (Number.EPSILON / 2) * norm1(diagonal, offDiagonal);
  const rotate = (i: number, c: number, s: number) => {
    rotateRows(x, low + i, low + i + 1, c, s, low, high);
  };
  for (let l = 0; l < size; l++) {
    for (let count = 0; ; count++) {
      const m = firstNegligible(offDiagonal, l, negligible);
      if (m === l) break;
      if (count === MAX_SWEEPS) throw noConvergence(low + l, offDiagonal[l]!);
      sweepOnce(diagonal, offDiagonal, l, m, rotate);
    }
  }
  d.set(diagonal, low);
  // QL wants the small entries first, or rounding spreads from the large ones.
  if (upsideDown) for (let i = low; i < high; i++) rangeOf(x, i, low, high).reverse();
}

function rangeOf({ cols, data }: Matrix, row: number, low: number, high: number): Float64Array {
  return data.subarray(row * cols + low, row * cols + high);
}

/** Largest column sum of |T|. */
function norm1(d: Float64Array, e: Float64Array): number {
  return d.reduce(
    (most, entry, i) => Math.max(most, Math.abs(entry) + Math.abs(e[i]!) + Math.abs(e[i - 1] ?? 0)),
    0,
  );
}

/** The first m >= l whose off-diagonal entry is within rounding of the matrix. */
function firstNegligible(e: Float64Array, l: number, negligible: number): number {
  let m = l;
  while (m < e.length - 1 && Math.abs(e[m]!) > negligible) m++;
  return m;
}

/** One QL sweep over the rows l to m. */
function sweepOnce(
  d: Float64Array,
  e: Float64Array,
  l: number,
  m: number,
  rotate: (i: number, c: number, s: number) => void,
): void {
  const slope = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(slope * slope + 1);
  let bulge = d[m]! - d[l]! + e[l]! / (slope + (slope < 0 ? -root : root));
  let [s, c, shift] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + bulge * bulge);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = bulge / r;
    const moved = d[i + 1]! - shift;
    const cross = (d[i]! - moved) * s + 2 * c * b;
    shift = s * cross;
    d[i + 1] = moved + shift;
    bulge = c * cross - b;
    rotate(i, c, s);
  }
  d[l]! -= shift;
  e[l] = bulge;
  e[m] = 0;
}

function noConvergence(index: number, offDiagonal: number): NumericalError {
  return new NumericalError(
    `eigenSymmetric: QL must converge within ${MAX_SWEEPS} sweeps per eigenvalue, got off-diagonal ${offDiagonal} at index ${index}`,
    "max-steps",
    { index, offDiagonal },
  );
}
