import { eigenSymmetric } from "./eigen-symmetric.ts";
import type { CallOptions, Engine } from "./engine.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/** Length of what remains of a unit vector when its direction was known already. */
const NEGLIGIBLE = 1e-10;
/** Eigenvalues of the rows' inner products, relative to the largest, that are rounding. */
const DEPENDENT = 1e-13;

/**
 * Orthonormal rows that span what the rows of A [m, n] add to the orthonormal rows of V; fewer than m
 * where they depend on each other or on V.
 *
 * Twice, as what the first pass leaves of rounding the second takes away: A - (A Vᵀ) V, then
 * D^(-1/2) Uᵀ A for A Aᵀ = U D Uᵀ, small D left out. All of it is products.
 *
 * @see Stathopoulos & Wu 2002, "A block orthogonalization procedure with constant synchronization requirements"
 */
export async function orthonormalRows(
  a: Matrix,
  v: Matrix,
  engine: Engine,
  call: CallOptions,
): Promise<Matrix> {
  let rows = normalized(a);
  for (let pass = 0; pass < 2 && rows.rows > 0; pass++) {
    if (v.rows > 0) {
      const along = await engine.gram(rows, v, call);
      subtract(rows, await engine.multiply(along, v, call));
    }
    const inner = await engine.gram(rows, undefined, call);
    rows = await engine.multiply(inverseRoot(inner), rows, call);
  }
  return rows;
}

/** The rows at length 1, without those that are 0. */
function normalized({ rows, cols, data }: Matrix): Matrix {
  const unit = new Float64Array(data.length);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    let square = 0;
    for (const x of row) square += x * x;
    if (square === 0) continue;
    const length = Math.sqrt(square);
    const target = unit.subarray(count * cols, (count + 1) * cols);
    for (let j = 0; j < cols; j++) target[j] = row[j]! / length;
    count++;
  }
  return matrix(count, cols, unit.subarray(0, count * cols));
}

function subtract(a: Matrix, b: Matrix): void {
  for (let at = 0; at < a.data.length; at++) a.data[at]! -= b.data[at]!;
}

/** D^(-1/2) Uᵀ of a matrix U D Uᵀ, without the rows in which D is rounding. */
function inverseRoot(inner: Matrix): Matrix {
  const { values, vectors } = eigenSymmetric(inner);
  const m = inner.rows;
  const least = Math.max(NEGLIGIBLE ** 2, DEPENDENT * values[0]!);
  const kept = values.filter((value) => value > least).length;
  const root = matrix(kept, m);
  for (let i = 0; i < kept; i++) {
    for (let j = 0; j < m; j++) {
      root.data[i * m + j] = vectors.data[j * m + i]! / Math.sqrt(values[i]!);
    }
  }
  return root;
}
