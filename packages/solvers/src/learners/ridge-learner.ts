import { matrix, selectRows, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { addDiagonal, meanDiagonal } from "../regression/add-diagonal.ts";
import { centerTargets } from "../regression/center-targets.ts";
import { checkKernel, checkRidges, checkTargets } from "../check.ts";
import { expansionPath } from "./expansion-path.ts";
import { factorKernel } from "../regression/factor-kernel.ts";
import type { Learner } from "./learner.ts";
import { pathMethod } from "../regression/path-method.ts";
import { ridgeCoefficients } from "../regression/ridge-path.ts";
import { scaleRows } from "../scale-rows.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface RidgeLearnerOptions {
  /** Grid of λ, absolute unless `relative`. */
  readonly ridges: readonly number[];
  /** Whether the grid is in units of the mean of the kernel's diagonal. Default false. */
  readonly relative?: boolean | undefined;
  /** Fit the targets minus their training means. Default false. */
  readonly center?: boolean | undefined;
  /**
   * d, the noise of every row of the table up to a common factor, above 0: λ d_i is added to the diagonal in
   * place of λ. The rows of a fit then have to be named (`rows`), as `crossValidate` does. Default ones.
   */
  readonly noiseShape?: Float64Array | undefined;
}

/**
 * Kernel ridge regression as a {@link Learner}: for numbers, or for classes by one-hot targets.
 *
 * One eigendecomposition, or a Cholesky factorisation per ridge where that is cheaper, serves the
 * whole grid. Rows of unequal noise are (K + λD)⁻¹ = D^(−½) (D^(−½) K D^(−½) + λI)⁻¹ D^(−½).
 *
 * @throws {@link RangeError} when the grid is empty or has a negative value, or a noise is not above 0
 */
export function ridgeLearner(settings: RidgeLearnerOptions): Learner {
  const { ridges, relative = false, center = false, noiseShape } = settings;
  checkRidges("ridgeLearner", ridges);
  noiseShape?.forEach(checkNoiseEntry);
  return {
    name: "ridge",
    grid: [...ridges],
    async fitPath(kernel, targets, options = {}) {
      checkKernel("ridgeLearner", kernel);
      checkTargets("ridgeLearner", targets, kernel.rows);
      const unit = relative ? meanDiagonal(kernel) : 1;
      const { centered, offset } = centerTargets(targets, center);
      const absolute = ridges.map((ridge) => ridge * unit);
      const weights = noiseShape && rowWeights(noiseShape, options.rows, kernel.rows);
      if (weights === undefined) {
        return expansionPath(await pathCoefficients(kernel, centered, absolute, options), offset);
      }
      const whitened = scaleRows(scaleColumns(kernel, weights), weights);
      const white = scaleRows(centered, weights);
      const found = await pathCoefficients(whitened, white, absolute, options);
      return expansionPath(
        found.map((c) => scaleRows(c, weights)),
        offset,
      );
    },
  };
}

function checkNoiseEntry(value: number, row: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(
    `ridgeLearner: noiseShape must be finite and above 0, got ${value} in row ${row}`,
  );
}

/** 1/√d of the rows of a fit. */
function rowWeights(
  shape: Float64Array,
  rows: ArrayLike<number> | undefined,
  n: number,
): Float64Array {
  if (rows?.length !== n) {
    throw new ShapeError(
      `ridgeLearner: rows must name the ${n} rows of the kernel where there is a noiseShape, got ${rows?.length ?? "none"}`,
    );
  }
  const column = matrix(shape.length, 1, shape);
  return selectRows(column, Array.from(rows)).data.map((d) => 1 / Math.sqrt(d));
}

/** A diag(w). */
function scaleColumns(a: Matrix, weights: Float64Array): Matrix {
  const data = a.data.map((value, at) => value * weights[at % a.cols]!);
  return { rows: a.rows, cols: a.cols, data };
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
