import type { BlockOperations } from "./block-operations.ts";
import type { Matrix } from "./matrix.ts";
import { part } from "./steps.ts";
import type { SharedSteps } from "./steps.ts";
import type { Tridiagonal } from "./tridiagonalize.ts";
import { flipped, view, window } from "./view.ts";

/** Reflections that are applied together. */
const PANEL = 64;

/**
 * Q = H₀ H₁ … Hₙ₋₁, shape [n, n], built from the last panel of reflections to the first.
 *
 * A panel is I - Vᵀ T V with a small triangle T. 4n³/3 flops.
 *
 * @see Schreiber & Van Loan 1989, "A storage-efficient WY representation"
 */
export function* reflectorProduct(
  { reflectors, tau }: Tridiagonal,
  blocks: BlockOperations,
): SharedSteps<Matrix> {
  const n = reflectors.rows;
  const q = blocks.allocate(n, n);
  for (let i = 0; i < n; i++) q.data[i * n + i] = 1;
  const last = n - 1 - ((n - 1) % PANEL);
  for (let start = last; start >= 0; start -= PANEL) {
    const end = Math.min(start + PANEL, n);
    const from = (1 - end / n) ** 3;
    const to = (1 - start / n) ** 3;
    yield* part(applyPanel(q, reflectors, tau, start, end, blocks), from, to);
  }
  return q;
}

/** Q - Vᵀ T V Q on the rows and columns from `start` on; the rest of Q is still the identity. */
function* applyPanel(
  q: Matrix,
  reflectors: Matrix,
  tau: Float64Array,
  start: number,
  end: number,
  blocks: BlockOperations,
): SharedSteps<void> {
  const n = q.rows;
  const v = window(view(reflectors), start, end, start, n);
  const rest = window(view(q), start, n, start, n);
  const inner = blocks.allocate(end - start, end - start);
  yield* part(blocks.product(view(inner), v, v, { sign: 1 }), 0, 0);
  const product = blocks.allocate(end - start, n - start);
  yield* part(blocks.product(view(product), v, flipped(rest), { sign: 1 }), 0, 0.5);
  const weighted = blocks.allocate(end - start, n - start);
  const t = blocks.allocate(end - start, end - start);
  triangularFactor(inner, tau.subarray(start, end), t);
  const small = blocks.product(view(weighted), view(t), flipped(view(product)), { sign: 1 });
  yield* part(small, 0.5, 0.5);
  const update = blocks.product(rest, flipped(v), flipped(view(weighted)), { sign: -1 });
  yield* part(update, 0.5, 1);
}

/** Writes the upper triangle T with H₀ … Hₖ = I - Vᵀ T V, from the inner products V Vᵀ. */
function triangularFactor(inner: Matrix, tau: Float64Array, t: Matrix): void {
  const size = inner.rows;
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = i; j < k; j++) sum += t.data[i * size + j]! * inner.data[j * size + k]!;
      t.data[i * size + k] = -tau[k]! * sum;
    }
    t.data[k * size + k] = tau[k]!;
  }
}
