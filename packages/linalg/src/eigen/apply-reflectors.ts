import { accumulateProduct } from "../accumulate-product.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import { part } from "../steps.ts";
import type { Steps } from "../steps.ts";
import { PANEL } from "./reduction.ts";
import { flipped, view, window } from "../view.ts";

/** Vectors to turn, and reflections by panels. */
export interface Reflection {
  /** Vectors by rows, destroyed, shape [n, n]. */
  readonly x: Matrix;
  /** Row of `x` for each column of the result, shape [n]. */
  readonly order: Float64Array;
  /** Row k is vₖ, shape [n, n]. */
  readonly reflectors: Matrix;
  /** The panels' triangles, shape [n, PANEL]. */
  readonly triangles: Float64Array;
}

/**
 * Q x = H₀ H₁ … x for each row x, as the columns of a new matrix: panel after panel, the last first,
 * x - ((x Vᵀ) Tᵀ) V. 2n³ flops.
 */
export function* applyReflectors(reflection: Reflection): Steps<Matrix> {
  const { x, order, reflectors } = reflection;
  const n = x.rows;
  const last = n - 1 - ((n - 1) % PANEL);
  for (let start = last; start >= 0; start -= PANEL) {
    const from = 1 - ((start + PANEL) / n) ** 2;
    yield* part(applyPanel(reflection, start), Math.max(0, from), 1 - (start / n) ** 2);
  }
  const result = matrix(n, reflectors.cols);
  for (let j = 0; j < n; j++) {
    const row = order[j]! * n;
    for (let i = 0; i < n; i++) result.data[i * n + j] = x.data[row + i]!;
  }
  return result;
}

function* applyPanel({ x, reflectors, triangles }: Reflection, start: number): Steps<void> {
  const n = x.rows;
  const end = Math.min(start + PANEL, n);
  const size = end - start;
  const v = window(view(reflectors), start, end, start, n);
  const t = window(view({ rows: n, cols: PANEL, data: triangles }), start, end, 0, size);
  const rest = window(view(x), 0, n, start, n);
  const along = view(matrix(n, size));
  yield* part(accumulateProduct(along, rest, v, { sign: 1 }), 0, 0.5);
  const weighted = view(matrix(n, size));
  yield* part(accumulateProduct(weighted, along, t, { sign: 1 }), 0.5, 0.5);
  yield* part(accumulateProduct(rest, weighted, flipped(v), { sign: -1 }), 0.5, 1);
}
