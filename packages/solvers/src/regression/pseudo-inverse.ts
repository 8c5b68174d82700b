import { transpose } from "@ntkit/linalg";
import type { EigenSymmetric, Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/**
 * A⁺ B for A = V diag(values) Vᵀ, where eigenvalues up to `tolerance` · |largest| count as 0, and
 * the number of eigenvalues that do not. Negative eigenvalues count as 0 too: A is meant to be
 * positive semidefinite.
 */
export async function pseudoInverse(
  { values, vectors }: EigenSymmetric,
  b: Matrix,
  tolerance: number,
  options: SolverOptions,
): Promise<{ readonly coefficients: Matrix; readonly rank: number }> {
  const { engine, signal } = resolveOptions(options);
  const cut = tolerance * Math.abs(values[0]!);
  const rank = values.filter((value) => value > cut).length;
  const rotated = await engine.multiply(transpose(vectors), b, { signal });
  for (let j = 0; j < rotated.rows; j++) {
    const scale = j < rank ? 1 / values[j]! : 0;
    for (let o = 0; o < b.cols; o++) rotated.data[j * b.cols + o]! *= scale;
  }
  return { coefficients: await engine.multiply(vectors, rotated, { signal }), rank };
}
