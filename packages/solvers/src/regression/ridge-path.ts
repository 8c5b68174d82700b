import { matrix, transpose } from "@ntkit/linalg";
import type { EigenSymmetric, Matrix } from "@ntkit/linalg";
import { centerTargets } from "./center-targets.ts";
import { checkKernel, checkRidges, checkTargets } from "../check.ts";
import { kernelRegression } from "./kernel-regression.ts";
import { eigenTimesOnes, leaveOneOut, leaveOneOutOf } from "./leave-one-out.ts";
import type { LeaveOneOut } from "./leave-one-out.ts";
import { notPositiveSpectrum, pathMethod } from "./path-method.ts";
import { ridgeFit } from "./ridge-fit.ts";
import type { RidgeFit } from "./ridge-fit.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/** What a ridge path is computed for. */
export interface RidgePathProblem {
  /** K, shape [N, N]. */
  readonly kernel: Matrix;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** The λ to solve for, absolute. */
  readonly ridges: readonly number[];
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
  /** One eigendecomposition for all, or a Cholesky per ridge. Default: the cheaper for this many. */
  readonly method?: "eigen" | "cholesky" | undefined;
}

/** Fits for many ridges, in the order of the ridges. */
export interface RidgePath {
  readonly method: "eigen" | "cholesky";
  readonly fits: readonly RidgeFit[];
  /** Eigenvalues of K, descending, shape [N]; absent when no eigendecomposition was made. */
  readonly eigenvalues?: Float64Array;
}

/**
 * Kernel ridge regression for many ridges at the price of few: coefficients, leave-one-out, GCV,
 * degrees of freedom and norm for each.
 *
 * From K = V diag(κ) Vᵀ: α(λ) = V diag(1/(κ + λ)) Vᵀ Y, O(N²) per ridge after O(N³) once. One
 * eigendecomposition costs as much as 5 to 6 Cholesky fits with leave-one-out (plain engine, N = 600
 * and 1000), so fewer ridges than 6 are factorised one by one.
 *
 * @throws {@link NumericalError} "not-positive-definite" when K + λI is not, for one of the ridges
 * @throws {@link RangeError} when `ridges` is empty or has a negative value
 */
export async function ridgePath(
  problem: RidgePathProblem,
  options: SolverOptions = {},
): Promise<RidgePath> {
  const { kernel, targets, ridges, center = false } = problem;
  checkKernel("ridgePath", kernel);
  checkTargets("ridgePath", targets, kernel.rows);
  checkRidges("ridgePath", ridges);
  const method = problem.method ?? pathMethod(ridges.length, "with leave-one-out");
  if (method === "cholesky") {
    return { method, fits: await byCholesky({ kernel, targets, ridges, center }, options) };
  }
  const eigen = await resolveOptions(options).engine.eigenSymmetric(kernel, options);
  const fits = await byEigen(eigen, { kernel, targets, ridges, center }, options);
  return { method, fits, eigenvalues: eigen.values };
}

type Checked = Required<Omit<RidgePathProblem, "method">> & { readonly center: boolean };

async function byCholesky(problem: Checked, options: SolverOptions): Promise<RidgeFit[]> {
  const fits: RidgeFit[] = [];
  for (const [r, ridge] of problem.ridges.entries()) {
    const model = await kernelRegression(
      { ...problem, ridge },
      { ...options, onProgress: undefined },
    );
    const loo = await leaveOneOut(model, options);
    const { coefficients, offset, conditionNumber } = model;
    fits.push(
      ridgeFit({ ridge, coefficients, offset, conditionNumber, loo, targets: problem.targets }),
    );
    options.onProgress?.((r + 1) / problem.ridges.length);
  }
  return fits;
}

async function byEigen(
  eigen: EigenSymmetric,
  { targets, ridges, center }: Checked,
  options: SolverOptions,
): Promise<RidgeFit[]> {
  const { centered, offset } = centerTargets(targets, center);
  const all = await ridgeCoefficients(eigen, centered, ridges, options);
  return ridges.map((ridge, r) => {
    const coefficients = all[r]!;
    const loo = eigenLeaveOneOut(eigen, ridge, coefficients, targets, center ? offset : undefined);
    const { values } = eigen;
    const conditionNumber = (values[0]! + ridge) / (values.at(-1)! + ridge);
    return ridgeFit({ ridge, coefficients, offset, conditionNumber, loo, targets });
  });
}

/**
 * (K + λI)⁻¹ B for each λ, from the eigendecomposition of K. O(N² O) per ridge.
 *
 * @throws NumericalError "not-positive-definite" when an eigenvalue plus λ is at most N ε times the largest
 */
export async function ridgeCoefficients(
  { values, vectors }: EigenSymmetric,
  b: Matrix,
  ridges: readonly number[],
  options: SolverOptions,
): Promise<Matrix[]> {
  const { engine, signal } = resolveOptions(options);
  const rotated = await engine.multiply(transpose(vectors), b, { signal });
  const found: Matrix[] = [];
  for (const ridge of ridges) {
    const smallest = values.at(-1)! + ridge;
    if (smallest <= values.length * Number.EPSILON * (values[0]! + ridge)) {
      throw notPositiveSpectrum(ridge, smallest);
    }
    const scaled = rotated.data.map(
      (value, at) => value / (values[Math.floor(at / b.cols)]! + ridge),
    );
    found.push(await engine.multiply(vectors, matrix(b.rows, b.cols, scaled), { signal }));
  }
  return found;
}

function eigenLeaveOneOut(
  { values, vectors }: EigenSymmetric,
  ridge: number,
  coefficients: Matrix,
  targets: Matrix,
  offset: Float64Array | undefined,
): LeaveOneOut {
  const n = values.length;
  const scale = values.map((value) => 1 / (value + ridge));
  const inverse = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += vectors.data[i * n + j]! ** 2 * scale[j]!;
    inverse[i] = sum;
  }
  const solvedOnes = offset && eigenTimesOnes(vectors, (j) => scale[j]!);
  return leaveOneOutOf({
    coefficients,
    targets,
    offset: offset ?? new Float64Array(targets.cols),
    inverse,
    solvedOnes,
  });
}
