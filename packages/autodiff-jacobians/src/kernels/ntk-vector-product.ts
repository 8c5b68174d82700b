import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import type { FiniteModel } from "../network/finite-model.ts";

/**
 * Θ(x₁, x₂) v = J₁ (J₂ᵀ v), shape [N, O], for v [M, O], without the kernel: one forward and backward
 * pass at x₂, one pass with derivatives at x₁. Without x₂ it is x₁.
 *
 * @throws {@link !ShapeError} when v is not [M, O]
 */
export async function ntkVectorProduct(
  model: FiniteModel,
  x1: Inputs,
  v: Matrix,
  x2: Inputs = x1,
  options: EngineOptions = {},
): Promise<Matrix> {
  const { gradient } = await model.pull(x2, v, options);
  const [, product] = await model.expand(x1, gradient, 1, options);
  return product!;
}
