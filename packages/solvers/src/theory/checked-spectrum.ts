import { NumericalError } from "@ntkit/linalg";
import type { EigenSymmetric, Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/**
 * Eigendecomposition of a kernel in which what rounding can have made of 0 (N ε of the largest) is 0.
 *
 * @throws NumericalError "not-positive-definite" (detail: value, largest) for an eigenvalue below that
 */
export async function checkedSpectrum(
  caller: string,
  kernel: Matrix,
  options: SolverOptions,
): Promise<EigenSymmetric> {
  const { engine } = resolveOptions(options);
  const { values, vectors } = await engine.eigenSymmetric(kernel, options);
  const [largest, smallest] = [values[0]!, values.at(-1)!];
  const rounding = kernel.rows * Number.EPSILON * Math.abs(largest);
  if (smallest < -8 * rounding) {
    throw new NumericalError(
      `${caller}: kernel must be positive semi-definite, got smallest eigenvalue ${smallest} (largest ${largest})`,
      "not-positive-definite",
      { value: smallest, largest },
    );
  }
  return { values: values.map((value) => (value > rounding ? value : 0)), vectors };
}
