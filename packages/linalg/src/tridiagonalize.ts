import { plainKernels } from "./eigen/reduction-kernels.ts";
import { createReduction, exchangeLength, memoryOf, PANEL } from "./eigen/reduction.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import type { Steps } from "./steps.ts";

/** Qᵀ A Q = T with Q = H₀ H₁ … and Hₖ = I - τₖ vₖ vₖᵀ. */
export interface Tridiagonal {
  /** Diagonal of T, shape [n]. */
  readonly diagonal: Float64Array;
  /** Entries (k + 1, k) of T, shape [n]; the last is 0. */
  readonly offDiagonal: Float64Array;
  /** Row k is vₖ, 0 up to column k and 1 in column k + 1; shape [n, n]. */
  readonly reflectors: Matrix;
  readonly tau: Float64Array;
  /** Row k has the products of vₖ with the reflections before it in its panel; shape [n, PANEL]. */
  readonly inner: Float64Array;
}

/** Householder reduction of `scale` times a symmetric matrix, of which the lower half is read. */
export function* tridiagonalize(a: Matrix, scale: number): Steps<Tridiagonal> {
  const n = a.rows;
  const reflectors = matrix(n, n);
  const result: Tridiagonal = {
    diagonal: new Float64Array(n),
    offDiagonal: new Float64Array(n),
    reflectors,
    tau: new Float64Array(n),
    inner: new Float64Array(n * PANEL),
  };
  const exchange = new Float64Array(exchangeLength(n));
  const data = { ...result, n, a: a.data, scale, reflectors: reflectors.data, exchange };
  const alone = { number: 0, count: 1, meet: () => undefined };
  const heap = new Float64Array(memoryOf(n, alone));
  const reduction = createReduction(data, plainKernels(heap), alone);
  for (let k = 0; k < n; k++) {
    reduction.column(k);
    yield 1 - (1 - (k + 1) / n) ** 3;
  }
  return result;
}
