import type { Cholesky } from "./cholesky.ts";
import type { EngineOptions } from "./engine-options.ts";
import { NumericalError, ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { plainEngine } from "./plain-engine.ts";
import { transpose } from "./transpose.ts";

/**
 * Factor of the bordered matrix [[A, Bᵀ], [B, C]] [n + m, n + m] from the factor of A [n, n], for
 * `cross` B [m, n] and `corner` C [m, m].
 *
 * L₂₁ = B L⁻ᵀ and L₂₂ L₂₂ᵀ = C - L₂₁ L₂₁ᵀ: n²m + nm² flops instead of (n + m)³/3. Only the lower half
 * of C is read.
 *
 * @throws {@link ShapeError} when the shapes do not fit
 * @throws {@link NumericalError} `not-positive-definite` (detail: pivot, value; the pivot counts rows of
 *   the bordered matrix), `non-finite` (detail: row, col)
 */
export async function appendCholesky(
  { lower }: Cholesky,
  cross: Matrix,
  corner: Matrix,
  { engine = plainEngine, signal, onProgress }: EngineOptions = {},
): Promise<Cholesky> {
  const n = lower.rows;
  const m = cross.rows;
  if (cross.cols !== n || corner.rows !== m || corner.cols !== m) {
    throw new ShapeError(
      `appendCholesky: cross must be m×${n} and corner m×m, got ${m}×${cross.cols} and ${corner.rows}×${corner.cols}`,
    );
  }
  const solved = await engine.solveLower(lower, transpose(cross), { signal });
  const left = transpose(solved);
  const square = await engine.gram(left, undefined, { signal });
  const rest = matrix(
    m,
    m,
    Float64Array.from(square.data, (entry, at) => corner.data[at]! - entry),
  );
  const added = await engine.cholesky(rest, { signal }).catch((error: unknown) => {
    throw shifted(error, n);
  });
  onProgress?.(1);
  return { lower: bordered(lower, left, added.lower) };
}

/** The error of the corner's factor, its pivot counted from the first row of the whole. */
function shifted(error: unknown, by: number): unknown {
  if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") return error;
  const pivot = Number(error.detail.pivot) + by;
  const value = Number(error.detail.value);
  return new NumericalError(
    `appendCholesky: the bordered matrix must be positive definite, got pivot ${value} at index ${pivot}; a ridge on the diagonal makes it so`,
    "not-positive-definite",
    { pivot, value },
    { cause: error },
  );
}

function bordered(upper: Matrix, left: Matrix, corner: Matrix): Matrix {
  const n = upper.rows;
  const size = n + left.rows;
  const whole = matrix(size, size);
  for (let i = 0; i < n; i++) whole.data.set(upper.data.subarray(i * n, (i + 1) * n), i * size);
  for (let i = 0; i < left.rows; i++) {
    const row = (n + i) * size;
    whole.data.set(left.data.subarray(i * n, (i + 1) * n), row);
    const from = i * corner.cols;
    whole.data.set(corner.data.subarray(from, from + corner.cols), row + n);
  }
  return whole;
}
