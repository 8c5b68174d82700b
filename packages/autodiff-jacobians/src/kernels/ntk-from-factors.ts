import type { EngineOptions } from "@ntkit/linalg";
import { checkFactors } from "../factors/check-factors.ts";
import type { Factors } from "../factors/factors.ts";
import { checkKernel } from "./check-kernel.ts";
import { emptyKernel, placeTile } from "./form.ts";
import type { KernelForm, KernelOf } from "./form.ts";
import { pairKernel } from "./pair-kernel.ts";
import { WHOLE } from "./sum-of-sites.ts";

/** Which entries of the kernel {@link ntkFromFactors} gives. */
export interface FactorKernelOptions<F extends KernelForm> extends EngineOptions {
  /** Default: "trace". */
  readonly form?: F | undefined;
}

/**
 * The empirical tangent kernel Θ = J₁ J₂ᵀ from Jacobian factors, without a Jacobian.
 *
 * Per parameter, and summed: (A₁A₂ᵀ) ∘ (B₁B₂ᵀ) for a layer that every example enters once; for one
 * that is used at S positions either the sum of this over all S² pairs of positions, or the inner
 * products of the gradients AᵀB of single examples, whichever takes fewer multiplications. Sums are
 * float64 whatever the factors are: (A Aᵀ) ∘ (B Bᵀ) is positive semidefinite for any A and B, so that
 * rounding of the factors leaves it so.
 *
 * @param right - without it, the kernel of the left examples with themselves, of which half is computed
 * @throws {@link !ShapeError} when an array has not the length that its sizes ask for
 * @throws {@link !NumericalError} `non-finite`
 * @see Novak, Sohl-Dickstein & Schoenholz 2022 (arXiv:2206.08720)
 */
export async function ntkFromFactors<F extends KernelForm = "trace">(
  left: Factors,
  right?: Factors,
  options: FactorKernelOptions<F> = {},
): Promise<KernelOf[F]> {
  const form = options.form ?? ("trace" as F);
  for (const factors of [left, right]) if (factors !== undefined) checkFactors(factors);
  const sums = (await pairKernel(left, right, form, options)).get(WHOLE);
  const sizes = { n: left.examples, m: (right ?? left).examples, q: left.outputs };
  const kernel = emptyKernel(form, sizes);
  const place = { row: 0, col: 0, rows: sizes.n, cols: sizes.m };
  placeTile(kernel.data, form, sums ?? [], sizes, place, false);
  checkKernel("ntkFromFactors", kernel.data);
  return kernel;
}
