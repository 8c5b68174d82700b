import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { addDiagonal, meanDiagonal } from "./add-diagonal.ts";
import { centerTargets } from "./center-targets.ts";
import { checkKernel, checkNonNegative, checkTargets } from "./check.ts";
import { factorKernel } from "./factor-kernel.ts";
import type { Learner, LearnerPath } from "./learner.ts";
import { pathMethod } from "./path-method.ts";
import { regressionPredict } from "./regression-predict.ts";
import { ridgeCoefficients } from "./ridge-path.ts";
import { resolveOptions } from "./solver-options.ts";
import type { SolverOptions } from "./solver-options.ts";

export interface RidgeLearnerOptions {
  /** Grid of λ, absolute unless `relative`. */
  readonly ridges: readonly number[];
  /** Whether the grid is in units of the mean of the kernel's diagonal. Default false. */
  readonly relative?: boolean | undefined;
  /** Fit the targets minus their training means. Default false. */
  readonly center?: boolean | undefined;
}

/**
 * Kernel ridge regression as a {@link Learner}: for numbers, or for classes by one-hot targets.
 *
 * One eigendecomposition, or a Cholesky factorisation per ridge where that is cheaper, serves the
 * whole grid.
 *
 * @throws {@link RangeError} when the grid is empty or has a negative value
 */
export function ridgeLearner(settings: RidgeLearnerOptions): Learner {
  const { ridges, relative = false, center = false } = settings;
  if (ridges.length === 0) throw new RangeError("ridgeLearner: ridges must not be empty, got []");
  for (const ridge of ridges) checkNonNegative("ridgeLearner", "ridges", ridge);
  return {
    name: "ridge",
    grid: [...ridges],
    async fitPath(kernel, targets, options = {}) {
      checkKernel("ridgeLearner", kernel);
      checkTargets("ridgeLearner", targets, kernel.rows);
      const unit = relative ? meanDiagonal(kernel) : 1;
      const { centered, offset } = centerTargets(targets, center);
      const absolute = ridges.map((ridge) => ridge * unit);
      return path(await pathCoefficients(kernel, centered, absolute, options), offset);
    },
  };
}

async function pathCoefficients(
  kernel: Matrix,
  targets: Matrix,
  ridges: readonly number[],
  options: SolverOptions,
): Promise<Matrix[]> {
  if (pathMethod(ridges.length, "coefficients only") === "eigen") {
    const eigen = await resolveOptions(options).engine.eigenSymmetric(kernel, options);
    return ridgeCoefficients(eigen, targets, ridges, options);
  }
  const { engine, signal } = resolveOptions(options);
  const found: Matrix[] = [];
  for (const ridge of ridges) {
    const shifted = addDiagonal(kernel, ridge);
    const factor = await factorKernel("ridgeLearner", kernel, shifted, ridge, { engine, signal });
    found.push(await engine.solveCholesky(factor, targets, { signal }));
    options.onProgress?.(found.length / ridges.length);
  }
  return found;
}

/** Predicts for all values with one product, of `cross` and the coefficients side by side. */
function path(coefficients: readonly Matrix[], offset: Float64Array): LearnerPath {
  const [values, outputs, n] = [coefficients.length, offset.length, coefficients[0]!.rows];
  const wide = matrix(n, values * outputs);
  coefficients.forEach(({ data }, v) => {
    data.forEach((value, at) => {
      const [i, o] = [Math.floor(at / outputs), at % outputs];
      wide.data[i * wide.cols + v * outputs + o] = value;
    });
  });
  const offsets = Float64Array.from({ length: wide.cols }, (_, at) => offset[at % outputs]!);
  return {
    async predict(cross, options = {}) {
      const all = await regressionPredict({ coefficients: wide, offset: offsets }, cross, options);
      return coefficients.map((_, v) => columns(all, v * outputs, outputs));
    },
  };
}

/** Columns `from` to `from + count − 1` of `a`. */
function columns(a: Matrix, from: number, count: number): Matrix {
  const picked = matrix(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    const start = i * a.cols + from;
    picked.data.set(a.data.subarray(start, start + count), i * count);
  }
  return picked;
}
