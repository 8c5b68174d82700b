import { empiricalNtk } from "@ntkit/autodiff-jacobians";
import type { FactorSource, Inputs, KernelOptions } from "@ntkit/autodiff-jacobians";
import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** How a pseudo-NTK is computed. */
export type PseudoNtkOptions = Omit<KernelOptions, "outputs" | "cotangents">;

/**
 * The pseudo-NTK of a network with O outputs, k̂(x, x') = ∇g(x)·∇g(x') with g = (1/√O) Σ_o f_o: the
 * tangent kernel of one function in place of O, shape [N, M].
 *
 * It takes one backward pass per example where the full kernel takes O, and O² times less memory. At
 * random initialisation k̂ ⊗ I approaches the full kernel as 1/√width.
 *
 * @param source - a finite network with its parameters, or a model of another engine
 * @throws {@link !ShapeError} for inputs of another shape; {@link !NumericalError} `non-finite`
 * @see Mohamadi, Bae & Sutherland 2023 (arXiv:2206.12543)
 */
export async function pseudoNtk(
  source: FactorSource,
  x1: Inputs,
  x2?: Inputs,
  options: PseudoNtkOptions = {},
): Promise<Matrix> {
  return empiricalNtk(source, x1, x2, {
    ...options,
    cotangents: normalizedSum(source.outputs),
    form: "trace",
  });
}

/** The row of 1/√O, [1, O]. */
function normalizedSum(outputs: number): Matrix {
  return matrix(1, outputs, new Float64Array(outputs).fill(1 / Math.sqrt(outputs)));
}
