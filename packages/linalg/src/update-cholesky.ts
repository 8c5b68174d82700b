import type { Cholesky } from "./cholesky.ts";
import { pivotError } from "./cholesky.ts";
import { checkFinite } from "./check-finite.ts";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/**
 * Factor of A + V Vᵀ, or of A - V Vᵀ with `sign` -1, from the factor of A [n, n], for V [n, k].
 *
 * By plane rotations, or hyperbolic ones to subtract: 3n²k flops instead of n³/3 + n²k. Adding is as
 * stable as a new factorization; subtracting loses digits when the result is nearly singular.
 *
 * @throws {@link ShapeError} when V has another number of rows than A
 * @throws {@link NumericalError} `not-positive-definite` (detail: pivot, value) when A - V Vᵀ is not
 *   positive definite; `non-finite` (detail: row, col) when V has NaN or Infinity
 * @see Golub & Van Loan, "Matrix Computations", section 6.5.4
 */
export function updateCholesky({ lower }: Cholesky, v: Matrix, sign: 1 | -1 = 1): Cholesky {
  const n = lower.rows;
  if (v.rows !== n) {
    throw new ShapeError(
      `updateCholesky: v must have ${n} rows (the factor is ${n}×${n}), got ${v.rows}×${v.cols}`,
    );
  }
  checkFinite("updateCholesky: v", v);
  const result = matrix(n, n, lower.data.slice());
  const cosines = new Float64Array(n);
  const sines = new Float64Array(n);
  for (let column = 0; column < v.cols; column++) {
    for (let i = 0; i < n; i++) {
      const row = result.data.subarray(i * n, (i + 1) * n);
      const x = rotateRow(row, v.data[i * v.cols + column]!, i, cosines, sines, sign);
      const pivot = row[i]!;
      const square = (pivot - x) * (pivot + x);
      const root = sign === 1 ? Math.hypot(pivot, x) : Math.sqrt(square);
      if (!(root > 0 && root < Infinity)) throw pivotError(sign === 1 ? root : square, i);
      cosines[i] = root / pivot;
      sines[i] = x / pivot;
      row[i] = root;
    }
  }
  return { lower: result };
}

/** Applies the rotations of the columns before `i` to row i of L and of the vector, whose new entry is returned. */
function rotateRow(
  row: Float64Array,
  x: number,
  i: number,
  cosines: Float64Array,
  sines: Float64Array,
  sign: 1 | -1,
): number {
  for (let j = 0; j < i; j++) {
    const c = cosines[j]!;
    const s = sines[j]!;
    const entry = (row[j]! + sign * s * x) / c;
    x = c * x - s * entry;
    row[j] = entry;
  }
  return x;
}
