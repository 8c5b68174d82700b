import {
  matrix,
  readTile,
  selectRows,
  ShapeError,
  solveLowerTransposed,
  transpose,
} from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { centerTargets } from "../center-targets.ts";
import { checkNonNegative, checkTargets } from "../check.ts";
import { factorKernel } from "../factor-kernel.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkTileSize } from "./kernel-product.ts";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { addInto, factorNormal, normalQuality } from "./low-rank-regression.ts";
import type { LandmarkRegression } from "./low-rank-regression.ts";
import { range } from "./range.ts";

export interface NystromProblem {
  readonly kernel: Matrix | KernelTiles;
  /** The k training rows to express the function in: different, and not copies of one another. */
  readonly landmarks: ArrayLike<number>;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** λ, absolute, above 0. */
  readonly ridge: number;
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
}

export interface NystromOptions extends SolverOptions {
  /** Rows of the kernel that are there at a time. Default 1024. */
  readonly tileSize?: number | undefined;
}

/**
 * Kernel ridge regression restricted to functions of k landmark rows, in one pass over K's columns:
 *
 *   coefficients = argmin ‖K_nk c − Y‖² + λ cᵀ K_kk c = (K_kn K_nk + λ K_kk)⁻¹ K_kn Y
 *
 * With L Lᵀ = K_kk it solves L⁻¹ K_kn K_nk L⁻ᵀ + λI. O(N k² + k³), memory of three [k, k] and a tile
 * [tileSize, k]: N may be whatever time allows. The same function as `lowRankRegression` with these
 * pivots.
 *
 * @throws {@link NumericalError} "not-positive-definite" when landmarks repeat one another
 *   (`row`, `duplicateOf` count within `landmarks`) or λ is too small for float64
 * @throws {@link ShapeError}; {@link RangeError} for a bad landmark or a negative ridge
 * @see Rudi, Camoriano & Rosasco 2015, "Less is More: Nyström Computational Regularization"
 */
export async function nystromRegression(
  { kernel, landmarks, targets, ridge, center = false }: NystromProblem,
  options: NystromOptions = {},
): Promise<LandmarkRegression> {
  const tiles = toTiles("nystromRegression", kernel);
  const chosen = checkLandmarks(landmarks, tiles.size);
  checkTargets("nystromRegression", targets, tiles.size);
  checkNonNegative("nystromRegression", "ridge", ridge);
  const { engine, signal } = resolveOptions(options);
  const { centered, offset } = centerTargets(targets, center);
  const corner = await readTile("nystromRegression", tiles, chosen, chosen);
  const quiet = { ...options, onProgress: undefined };
  const { lower } = await factorKernel("nystromRegression", corner, corner, 0, quiet);
  const { normal, right } = await accumulate(tiles, chosen, centered, lower, options);
  const inner = await factorNormal("nystromRegression", normal, ridge, options);
  const weights = await engine.solveCholesky(inner, right, { signal });
  const coefficients = solveLowerTransposed(lower, weights);
  const quality = await normalQuality(normal, ridge, { inner, weights, right }, options);
  return { coefficients, offset, landmarks: chosen, ridge, ...quality };
}

/** FᵀF [k, k] and FᵀY [k, O] for F = K_nk L⁻ᵀ, from tiles of rows. */
async function accumulate(
  tiles: KernelTiles,
  landmarks: Int32Array,
  targets: Matrix,
  lower: Matrix,
  options: NystromOptions,
): Promise<{ readonly normal: Matrix; readonly right: Matrix }> {
  const { tileSize = 1024, onProgress } = options;
  checkTileSize("nystromRegression", tileSize);
  const { engine, signal } = resolveOptions(options);
  const k = landmarks.length;
  const [normal, right] = [matrix(k, k), matrix(k, targets.cols)];
  for (let from = 0; from < tiles.size; from += tileSize) {
    signal?.throwIfAborted();
    const rows = range(from, Math.min(from + tileSize, tiles.size));
    const tile = await readTile("nystromRegression", tiles, rows, landmarks);
    const features = await engine.solveLower(lower, transpose(tile), { signal });
    addInto(normal, await engine.gram(features, undefined, { signal }));
    addInto(right, await engine.multiply(features, selectRows(targets, rows), { signal }));
    onProgress?.((from + rows.length) / tiles.size);
  }
  return { normal, right };
}

function checkLandmarks(landmarks: ArrayLike<number>, n: number): Int32Array {
  if (landmarks.length === 0) {
    throw new ShapeError("nystromRegression: landmarks must have at least one row, got none");
  }
  const seen = new Set<number>();
  for (const row of Array.from(landmarks)) {
    if (!Number.isInteger(row) || row < 0 || row >= n || seen.has(row)) {
      throw new RangeError(
        `nystromRegression: landmarks must be different integers from 0 to ${n - 1}, got ${row}${seen.has(row) ? " twice" : ""}`,
      );
    }
    seen.add(row);
  }
  return Int32Array.from(landmarks);
}
