import type { BlockOperations } from "./block-operations.ts";
import type { Matrix } from "./matrix.ts";
import { part } from "./steps.ts";
import type { SharedSteps } from "./steps.ts";
import { symmetricTimesVector } from "./symmetric-times-vector.ts";
import { flipped, view, window } from "./view.ts";

/** Columns that are reduced before the rest of the matrix is updated. */
const PANEL = 32;

/** Qᵀ A Q = T with Q = H₀ H₁ … and Hₖ = I - τₖ vₖ vₖᵀ. */
export interface Tridiagonal {
  /** Diagonal of T, shape [n]. */
  readonly diagonal: Float64Array;
  /** Entries (k + 1, k) of T, shape [n]; the last is 0. */
  readonly offDiagonal: Float64Array;
  /** Row k is vₖ, 0 up to column k and 1 in column k + 1; shape [n, n]. */
  readonly reflectors: Matrix;
  readonly tau: Float64Array;
}

/**
 * Householder reduction of a symmetric matrix to tridiagonal form; the lower half of `a` is destroyed.
 *
 * By panels: half of the 4n³/3 flops are products with the matrix, half a blocked update.
 *
 * @see Dongarra, Hammarling & Sorensen 1989, "Block reduction of matrices to condensed forms"
 */
export function* tridiagonalize(a: Matrix, blocks: BlockOperations): SharedSteps<Tridiagonal> {
  const n = a.rows;
  const reflectors = blocks.allocate(n, n);
  const tau = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const panel = blocks.allocate(Math.min(PANEL, n), n);
  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(start + PANEL, n);
    for (let k = start; k < end; k++) {
      const column = reflectors.data.subarray(k * n, (k + 1) * n);
      readColumn(a, reflectors, panel, start, k, column);
      diagonal[k] = column[k]!;
      column[k] = 0;
      const { tau: t, beta } = reflect(column, k + 1);
      tau[k] = t;
      offDiagonal[k] = beta;
      companion(a, reflectors, panel, start, k, t);
      yield finished(k + 1, n);
    }
    const reduced = finished(end, n);
    yield* part(updateRest(a, reflectors, panel, start, end, blocks), reduced, reduced);
  }
  return { diagonal, offDiagonal, reflectors, tau };
}

/** Share of the work that is done after `k` columns. */
function finished(k: number, n: number): number {
  return 1 - (1 - k / n) ** 3;
}

/** Column k of A with the panel's reflections so far, from row k on: A - V Wᵀ - W Vᵀ. */
function readColumn(
  a: Matrix,
  reflectors: Matrix,
  panel: Matrix,
  start: number,
  k: number,
  column: Float64Array,
): void {
  const n = a.rows;
  for (let i = k; i < n; i++) column[i] = a.data[i * n + k]!;
  for (let p = start; p < k; p++) {
    const v = reflectors.data.subarray(p * n, (p + 1) * n);
    const w = panel.data.subarray((p - start) * n, (p - start + 1) * n);
    addScaled(column, v, -w[k]!, k);
    addScaled(column, w, -v[k]!, k);
  }
}

/** Turns x[first..] into v with (I - τ v vᵀ) x = β e_first, v[first] = 1. */
function reflect(x: Float64Array, first: number): { tau: number; beta: number } {
  if (first >= x.length) return { tau: 0, beta: 0 };
  const alpha = x[first]!;
  const rest = dot(x, x, first + 1);
  x[first] = 1;
  if (rest === 0) {
    x.fill(0, first + 1);
    return { tau: 0, beta: alpha };
  }
  const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha * alpha + rest);
  const scale = 1 / (alpha - beta);
  for (let i = first + 1; i < x.length; i++) x[i]! *= scale;
  return { tau: (beta - alpha) / beta, beta };
}

/** Writes w = τ A v - (τ² vᵀAv / 2) v into the panel, A being the matrix after the reflections so far. */
function companion(
  a: Matrix,
  reflectors: Matrix,
  panel: Matrix,
  start: number,
  k: number,
  tau: number,
): void {
  const n = a.rows;
  const v = reflectors.data.subarray(k * n, (k + 1) * n);
  const w = panel.data.subarray((k - start) * n, (k - start + 1) * n);
  w.fill(0);
  if (tau === 0) return;
  symmetricTimesVector(a, v, w, k + 1);
  for (let p = start; p < k; p++) {
    const vp = reflectors.data.subarray(p * n, (p + 1) * n);
    const wp = panel.data.subarray((p - start) * n, (p - start + 1) * n);
    const alongW = dot(wp, v, k + 1);
    const alongV = dot(vp, v, k + 1);
    addScaled(w, vp, -alongW, k + 1);
    addScaled(w, wp, -alongV, k + 1);
  }
  const half = 0.5 * tau * dot(w, v, k + 1);
  for (let i = k + 1; i < n; i++) w[i] = tau * (w[i]! - half * v[i]!);
}

/** A - V Wᵀ - W Vᵀ on what the panel has not reduced. */
function* updateRest(
  a: Matrix,
  reflectors: Matrix,
  panel: Matrix,
  start: number,
  end: number,
  blocks: BlockOperations,
): SharedSteps<void> {
  const n = a.rows;
  const rest = window(view(a), end, n, end, n);
  const v = flipped(window(view(reflectors), start, end, end, n));
  const w = flipped(window(view(panel), 0, end - start, end, n));
  yield* blocks.product(rest, v, w, { sign: -1, lowerOnly: true });
  yield* blocks.product(rest, w, v, { sign: -1, lowerOnly: true });
}

function addScaled(x: Float64Array, y: Float64Array, factor: number, from: number): void {
  for (let i = from; i < x.length; i++) x[i]! += factor * y[i]!;
}

function dot(x: Float64Array, y: Float64Array, from: number): number {
  let [even, odd] = [0, 0];
  let i = from;
  for (; i + 1 < x.length; i += 2) {
    even += x[i]! * y[i]!;
    odd += x[i + 1]! * y[i + 1]!;
  }
  return i < x.length ? even + odd + x[i]! * y[i]! : even + odd;
}
