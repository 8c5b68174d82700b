import type { Matrix } from "@ntkit/linalg";
import type { LeaveOneOut } from "./leave-one-out.ts";

/** Kernel ridge regression at one ridge, with what one needs to judge it. */
export interface RidgeFit {
  /** λ, absolute. */
  readonly ridge: number;
  /** α, shape [N, O]. */
  readonly coefficients: Matrix;
  /** Shape [O]; zeros unless centred. */
  readonly offset: Float64Array;
  readonly loo: LeaveOneOut;
  /** Generalised cross-validation: mean squared residual / (1 − dof/N)², over rows and outputs. */
  readonly gcv: number;
  /** Effective degrees of freedom, trace K (K + λI)⁻¹; the offset is not counted. */
  readonly dof: number;
  /** Squared norm of the function in the kernel's space, αᵀKα, summed over outputs. */
  readonly norm2: number;
  /** Condition number of K + λI: of the spectrum, or an estimate from a Cholesky factor. */
  readonly conditionNumber: number;
}

/**
 * Adds GCV, degrees of freedom and norm to a solution.
 *
 * Residuals are λα and 1 − dof/N = λ tr(A⁻¹)/N, so that GCV = mean(α²) / (tr(A⁻¹)/N)² has no λ and
 * holds for λ = 0 too. αᵀKα = αᵀ(Y − λα).
 */
export function ridgeFit(
  parts: Omit<RidgeFit, "gcv" | "dof" | "norm2"> & { readonly targets: Matrix },
): RidgeFit {
  const { targets, ...rest } = parts;
  const { data, rows, cols } = rest.coefficients;
  const trace = rest.loo.variance.reduce((sum, variance) => sum + 1 / variance, 0);
  let [squares, norm2] = [0, 0];
  data.forEach((alpha, at) => {
    squares += alpha * alpha;
    norm2 += alpha * (targets.data[at]! - rest.offset[at % cols]! - rest.ridge * alpha);
  });
  const gcv = squares / data.length / (trace / rows) ** 2;
  return { ...rest, gcv, dof: rows - rest.ridge * trace, norm2 };
}
