import { matrix, multiply, solveCholesky } from "@ntkit/linalg";
import type { Cholesky, Matrix } from "@ntkit/linalg";
import { centerTargets } from "../regression/center-targets.ts";
import type { RegressionModel } from "../regression/kernel-regression.ts";

/**
 * The part of a `RegressionModel` by Cholesky that an update needs and gives back:
 * `regressionPredict` and `leaveOneOut` take it as it is.
 */
export interface UpdatableRegression extends Pick<
  RegressionModel,
  "coefficients" | "offset" | "ridge" | "center" | "targets"
> {
  /** K + λI = L Lᵀ. A model by eigendecomposition is refused. */
  readonly factor:
    { readonly method: "cholesky"; readonly cholesky: Cholesky } | { readonly method: "eigen" };
}

/** An updated regression; its factor is always a Cholesky one. */
export interface UpdatedRegression extends UpdatableRegression {
  readonly factor: { readonly method: "cholesky"; readonly cholesky: Cholesky };
}

/** @throws RangeError unless the model was fitted by Cholesky */
export function choleskyOf(caller: string, { factor }: UpdatableRegression): Matrix {
  if (factor.method === "cholesky") return factor.cholesky.lower;
  throw new RangeError(`${caller}: model must be by cholesky, got ${factor.method}`);
}

/** The regression of `targets` with a factor that is already there. O(N² O). */
export function refit(
  { ridge, center }: UpdatableRegression,
  lower: Matrix,
  targets: Matrix,
): UpdatedRegression {
  const cholesky = { lower };
  const { centered, offset } = centerTargets(targets, center);
  const coefficients = solveCholesky(cholesky, centered);
  return {
    coefficients,
    offset,
    ridge,
    center,
    targets,
    factor: { method: "cholesky", cholesky },
  };
}

/** A Aᵀ subtracted from B. */
export function minusGram(b: Matrix, a: Matrix, transposed: Matrix): Matrix {
  const product = multiply(a, transposed);
  return matrix(
    b.rows,
    b.cols,
    b.data.map((value, at) => value - product.data[at]!),
  );
}
