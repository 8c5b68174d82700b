import { inverseDiagonal, matrix, NumericalError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { RegressionModel } from "./kernel-regression.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/** What each training row would have got from a model fitted to all the others. */
export interface LeaveOneOut {
  /** Target minus leave-one-out prediction, shape [N, O]. */
  readonly residuals: Matrix;
  /** Shape [N, O]. */
  readonly predictions: Matrix;
  /** Variance of the left-out target under the Gaussian process with noise λ, shape [N]. */
  readonly variance: Float64Array;
}

/**
 * Exact leave-one-out residuals, predictions and variances, without refitting.
 *
 * With A = K + λI: residual_i = α_i / [A⁻¹]_ii, variance_i = 1 / [A⁻¹]_ii. Where targets were centred
 * the mean is left-one-out too. O(N³/3) for the diagonal of A⁻¹ from a Cholesky factor, O(N²) from an
 * eigendecomposition.
 *
 * @throws {@link NumericalError} "singular" for a minimum-norm model of deficient rank
 * @throws {@link RangeError} for a single row with centred targets
 * @see Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", section 5.4.2
 */
export async function leaveOneOut(
  model: Pick<RegressionModel, "coefficients" | "factor" | "targets" | "center" | "offset">,
  options: SolverOptions = {},
): Promise<LeaveOneOut> {
  if (model.center && model.coefficients.rows < 2) {
    throw new RangeError("leaveOneOut: centred targets need at least 2 rows, got 1");
  }
  const inverse = modelInverseDiagonal(model);
  const solvedOnes = model.center ? await inverseTimesOnes(model, options) : undefined;
  return leaveOneOutOf({ ...model, inverse, solvedOnes });
}

/** The parts that the closed form needs. */
export interface LeaveOneOutParts {
  readonly coefficients: Matrix;
  readonly targets: Matrix;
  /** Shape [O]. */
  readonly offset: Float64Array;
  /** Diagonal of A⁻¹, shape [N]. */
  readonly inverse: Float64Array;
  /** A⁻¹ 1, shape [N], when targets were centred. */
  readonly solvedOnes: Float64Array | undefined;
}

/**
 * The closed form itself. Without row i the mean differs from the offset by (offset − y_i) / (N − 1),
 * which shifts every target and hence α_i by that times [A⁻¹ 1]_i.
 */
export function leaveOneOutOf(parts: LeaveOneOutParts): LeaveOneOut {
  const { coefficients, targets, offset, inverse, solvedOnes } = parts;
  const { rows, cols } = coefficients;
  const residuals = matrix(rows, cols);
  const predictions = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < cols; o++) {
      const at = i * cols + o;
      const y = targets.data[at]!;
      const shift = solvedOnes === undefined ? 0 : ((y - offset[o]!) / (rows - 1)) * solvedOnes[i]!;
      residuals.data[at] = (coefficients.data[at]! + shift) / inverse[i]!;
      predictions.data[at] = y - residuals.data[at];
    }
  }
  return { residuals, predictions, variance: inverse.map((value) => 1 / value) };
}

function modelInverseDiagonal({ factor }: Pick<RegressionModel, "factor">): Float64Array {
  if (factor.method === "cholesky") return inverseDiagonal(factor.cholesky);
  const { values, vectors } = factor.eigen;
  const n = values.length;
  if (factor.rank < n) {
    throw new NumericalError(
      `leaveOneOut: kernel + ridge·I must have full rank ${n}, got rank ${factor.rank}; use ridge > 0`,
      "singular",
      { rank: factor.rank, rows: n },
    );
  }
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += vectors.data[i * n + j]! ** 2 / values[j]!;
    return sum;
  });
}

async function inverseTimesOnes(
  { factor }: Pick<RegressionModel, "factor">,
  options: SolverOptions,
): Promise<Float64Array> {
  const { engine, signal } = resolveOptions(options);
  if (factor.method === "cholesky") {
    const n = factor.cholesky.lower.rows;
    const ones = matrix(n, 1, new Float64Array(n).fill(1));
    return (await engine.solveCholesky(factor.cholesky, ones, { signal })).data;
  }
  return eigenTimesOnes(factor.eigen.vectors, (j) => 1 / factor.eigen.values[j]!);
}

/** V diag(scale) Vᵀ 1, shape [n]. */
export function eigenTimesOnes(vectors: Matrix, scale: (j: number) => number): Float64Array {
  const { rows: n, data } = vectors;
  const rotated = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rotated[j]! += data[i * n + j]!;
  const result = new Float64Array(n);
  for (let j = 0; j < n; j++) rotated[j]! *= scale(j);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[i]! += data[i * n + j]! * rotated[j]!;
  }
  return result;
}
