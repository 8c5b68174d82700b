import type { Network } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import type { Inputs } from "./inputs.ts";
import type {
  ByKind,
  EvaluateOptions,
  InputOptions,
  KernelKind,
  KernelOptions,
} from "./kernel-functions.ts";
import { kernelFunctions } from "./kernel-functions.ts";

/** The function that a network defines on pairs of inputs when its layers are infinitely wide. */
export interface Kernel {
  readonly network: Network;
  /**
   * Kernel matrices [N₁, N₂] between the examples of x₁ and x₂; without x₂, of x₁ with itself, of which
   * only half is computed. Inputs are rows [N, d] or examples with places [N, spatial sizes …, channels].
   *
   * @throws {ShapeError} when the shapes of examples differ, or a mask or pattern does not fit
   * @throws {NetworkError} when the network does not fit the shape, with the place in its tree
   * @throws {NumericalError} "non-finite" for inputs or results that are not finite, with the row
   */
  evaluate<G extends KernelKind = KernelKind>(
    x1: Inputs,
    x2?: Inputs,
    options?: EvaluateOptions<G>,
  ): Promise<ByKind<G, Matrix>>;
  /** Kernel of every example of x with itself, shape [N]. */
  diagonal<G extends KernelKind = KernelKind>(
    x: Inputs,
    options?: InputOptions<G>,
  ): ByKind<G, Float64Array>;
}

/**
 * The infinite-width kernel of a network, by recursion over its layers:
 *
 * input K = x·x'/d, Θ = 0; dense K' = W²K + b², Θ' = K' + W²Θ; activation K' = E φ(u)φ(v),
 * Θ' = E φ'(u)φ'(v) Θ, where (u, v) is Gaussian with the covariance K.
 *
 * `nngp` is the covariance K of the outputs of random networks, `ntk` the tangent kernel Θ, which
 * governs their training by gradient descent. Exact to rounding for the activations with a closed
 * form, to about 1e-13 for the others; also for zero rows, duplicates and nearly collinear rows,
 * whose distance is carried through the layers instead of being taken as a difference at the end.
 *
 * On examples with places K(p, p') and Θ(p, p') belong to pairs of places; of them only the equal ones are
 * computed where every place is read by weights of its own. The README has the formula of each layer.
 *
 * Cost: N₁N₂ (d + layers) for rows, N₁N₂ layers × places or places² for examples with places, half of it
 * for one set of inputs; memory of a pair of examples.
 *
 * @throws {NetworkError} when the network has no such kernel, with the place in its tree
 * @see Jacot, Gabriel & Hongler 2018 (arXiv:1806.07572); Lee et al. 2018 (arXiv:1711.00165)
 */
export function kernelFunction(network: Network, options: KernelOptions = {}): Kernel {
  const kernels = kernelFunctions([network], options);
  return {
    network,
    evaluate: async (x1, x2, evaluateOptions) =>
      (await kernels.evaluate(x1, x2, evaluateOptions))[0]!,
    diagonal: (x, diagonalOptions) => kernels.diagonal(x, diagonalOptions)[0]!,
  };
}
