import { checkNonNegative } from "../check.ts";

export interface GcvProblem {
  /** Eigenvalues of K, at most n of them; those that are left out count as 0. */
  readonly eigenvalues: ArrayLike<number>;
  /** n, the number of training rows. */
  readonly rows: number;
  /** λ, absolute, as added to K's diagonal; above 0. */
  readonly ridge: number;
  /** Mean loss on the training rows of the ridge regression with λ. */
  readonly empiricalRisk: number;
}

export interface GcvRisk {
  /** Predicted risk on new rows. */
  readonly risk: number;
  /** (1/n) Σ λ/(λ + λ_i): the fraction of the targets that the fit leaves to the ridge. */
  readonly shrinkage: number;
  /** n (1 − shrinkage) = Σ λ_i/(λ + λ_i). */
  readonly degreesOfFreedom: number;
}

/**
 * Risk on new data by generalised cross-validation, from a spectrum and the risk on the training rows.
 *
 *   risk = ((1/n) Σ_i λ/(λ + λ_i))⁻² R_emp
 *
 * For the empirical NTK of a trained network, whose spectrum can be had without its eigenvectors. With
 * the whole kernel at hand `ridgePath` gives the same number as `gcv`, for λ = 0 too. O(n).
 *
 * @throws {@link RangeError} for a ridge that is not above 0, negative eigenvalues or too many of them
 * @see Wei, Hu & Steinhardt 2022, "More Than a Toy: Random Matrix Models Predict How Real-World Neural
 *   Representations Generalize"
 */
export function gcvRisk({ eigenvalues, rows, ridge, empiricalRisk }: GcvProblem): GcvRisk {
  if (!Number.isInteger(rows) || rows < 1 || eigenvalues.length > rows) {
    throw new RangeError(
      `gcvRisk: rows must be an integer of at least 1 and not below the number of eigenvalues ${eigenvalues.length}, got ${rows}`,
    );
  }
  if (!(ridge > 0 && ridge < Infinity)) {
    throw new RangeError(
      `gcvRisk: ridge must be finite and above 0, got ${ridge}; ridgePath gives GCV without ridge`,
    );
  }
  checkNonNegative("gcvRisk", "empiricalRisk", empiricalRisk);
  let [left, degreesOfFreedom] = [rows - eigenvalues.length, 0];
  for (const value of Array.from(eigenvalues)) {
    checkNonNegative("gcvRisk", "eigenvalues", value);
    left += ridge / (ridge + value);
    degreesOfFreedom += value / (ridge + value);
  }
  const shrinkage = left / rows;
  return { risk: empiricalRisk / shrinkage ** 2, shrinkage, degreesOfFreedom };
}
