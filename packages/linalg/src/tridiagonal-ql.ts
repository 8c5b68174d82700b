import type { BlockOperations } from "./block-operations.ts";
import { NumericalError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";
import type { Sweep } from "./rotate-columns.ts";
import type { SharedSteps } from "./steps.ts";

/** Sweeps that an eigenvalue may take; about 1.7 is usual. */
const MAX_SWEEPS = 60;
/** Full-length sweeps that are collected before the vectors are rotated. */
const BATCH = 32;

/**
 * Implicit QL with Wilkinson's shift: turns `d` into the eigenvalues (unsorted) of the tridiagonal
 * matrix with diagonal `d` and off-diagonal `e` (destroyed), and multiplies the rotations into the
 * columns of `vectors`. Rotations are collected and applied in batches, for the cache.
 *
 * About 5n³ flops.
 *
 * @throws {@link NumericalError} `max-steps` (detail: index, offDiagonal)
 * @see Dubrulle, Martin & Wilkinson 1968, "The implicit QL algorithm"
 */
export function* tridiagonalQl(
  d: Float64Array,
  e: Float64Array,
  vectors: Matrix,
  blocks: BlockOperations,
): SharedSteps<void> {
  const n = d.length;
  if (Math.abs(d[0] ?? 0) > Math.abs(d[n - 1] ?? 0)) reverse(d, e, vectors);
  const negligible = (Number.EPSILON / 2) * norm1(d, e);
  let sweeps: Sweep[] = [];
  let collected = 0;
  for (let l = 0; l < n; l++) {
    for (let count = 0; ; count++) {
      const m = firstNegligible(e, l, negligible);
      if (m === l) break;
      if (count === MAX_SWEEPS) throw noConvergence(l, e[l]!);
      sweeps.push(sweepOnce(d, e, l, m));
      collected += m - l;
      if (collected >= BATCH * n) {
        yield* blocks.rotate(vectors, sweeps, l / n);
        sweeps = [];
        collected = 0;
      }
    }
  }
  yield* blocks.rotate(vectors, sweeps, 1);
}

/** Turns the matrix upside down: QL wants the small entries first, or rounding spreads from the large ones. */
function reverse(d: Float64Array, e: Float64Array, vectors: Matrix): void {
  const n = d.length;
  d.reverse();
  e.subarray(0, n - 1).reverse();
  for (let i = 0; i < n; i++) vectors.data.subarray(i * n, (i + 1) * n).reverse();
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

/** One QL sweep over the rows l to m; what it did to the columns is returned. */
function sweepOnce(d: Float64Array, e: Float64Array, l: number, m: number): Sweep {
  const rotations = new Float64Array(2 * (m - l));
  const slope = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(slope * slope + 1);
  let bulge = d[m]! - d[l]! + e[l]! / (slope + (slope < 0 ? -root : root));
  let [s, c, shift] = [1, 1, 0];
  for (let i = m - 1, at = 0; i >= l; i--, at += 2) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + bulge * bulge);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[m] = 0;
      return { low: i + 1, high: m, rotations };
    }
    s = f / r;
    c = bulge / r;
    const moved = d[i + 1]! - shift;
    const cross = (d[i]! - moved) * s + 2 * c * b;
    shift = s * cross;
    d[i + 1] = moved + shift;
    bulge = c * cross - b;
    rotations[at] = c;
    rotations[at + 1] = s;
  }
  d[l]! -= shift;
  e[l] = bulge;
  e[m] = 0;
  return { low: l, high: m, rotations };
}

function noConvergence(index: number, offDiagonal: number): NumericalError {
  return new NumericalError(
    `eigenSymmetric: QL must converge within ${MAX_SWEEPS} sweeps per eigenvalue, got off-diagonal ${offDiagonal} at index ${index}`,
    "max-steps",
    { index, offDiagonal },
  );
}
