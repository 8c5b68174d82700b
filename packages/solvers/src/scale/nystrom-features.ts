import { matrix, readTile, selectRows, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { centerTargets } from "../regression/center-targets.ts";
import { checkTargets } from "../check.ts";
import { factorKernel } from "../regression/factor-kernel.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { checkTileSize } from "./kernel-product.ts";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { addInto } from "./low-rank-regression.ts";
import { range } from "./range.ts";

/** What is learnt from, and through which of its rows. */
export interface LandmarkProblem {
  readonly kernel: Matrix | KernelTiles;
  /** The k training rows to express the function in: different, and not copies of one another. */
  readonly landmarks: ArrayLike<number>;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
}

export interface NystromOptions extends SolverOptions {
  /** Rows of the kernel that are there at a time. Default 2048. */
  readonly tileSize?: number | undefined;
}

/** The features F = K_nk L⁻ᵀ with L Lᵀ = K_kk, as far as regression on them must know them. */
export interface NystromFeatures {
  /** Shape [k]. */
  readonly landmarks: Int32Array;
  /** L, shape [k, k]. */
  readonly lower: Matrix;
  /** FᵀF, shape [k, k]. */
  readonly normal: Matrix;
  /** Fᵀ(Y − offset), shape [k, O]. */
  readonly right: Matrix;
  /** Shape [O]; zeros unless centred. */
  readonly offset: Float64Array;
}

/**
 * The normal equations of regression on landmarks, in one pass over K's columns.
 *
 * @throws what `nystromPath` says, in the name of `caller`
 */
export async function nystromFeatures(
  caller: string,
  { kernel, landmarks, targets, center = false }: LandmarkProblem,
  options: NystromOptions,
): Promise<NystromFeatures> {
  const { tileSize = 2048 } = options;
  const tiles = toTiles(caller, kernel);
  const chosen = checkLandmarks(caller, landmarks, tiles.size);
  checkTargets(caller, targets, tiles.size);
  checkTileSize(caller, tileSize);
  const { centered, offset } = centerTargets(targets, center);
  const corner = await readTile(caller, tiles, chosen, chosen);
  const quiet = { ...options, onProgress: undefined };
  const { lower } = await factorKernel(caller, corner, corner, 0, quiet);
  const pass = { caller, tiles, landmarks: chosen, targets: centered, lower, tileSize };
  return { landmarks: chosen, lower, offset, ...(await accumulate(pass, options)) };
}

interface Pass {
  readonly caller: string;
  readonly tiles: KernelTiles;
  readonly landmarks: Int32Array;
  readonly targets: Matrix;
  readonly lower: Matrix;
  readonly tileSize: number;
}

/** FᵀF and FᵀY from tiles of Fᵀ = L⁻¹ K_kn, which are asked for as they are needed: landmark by landmark. */
async function accumulate(
  { caller, tiles, landmarks, targets, lower, tileSize }: Pass,
  options: SolverOptions,
): Promise<Pick<NystromFeatures, "normal" | "right">> {
  const { engine, signal } = resolveOptions(options);
  const k = landmarks.length;
  const [normal, right] = [matrix(k, k), matrix(k, targets.cols)];
  for (let from = 0; from < tiles.size; from += tileSize) {
    signal?.throwIfAborted();
    const rows = range(from, Math.min(from + tileSize, tiles.size));
    const tile = await readTile(caller, tiles, landmarks, rows);
    const features = await engine.solveLower(lower, tile, { signal });
    addInto(normal, await engine.gram(features, undefined, { signal }));
    addInto(right, await engine.multiply(features, selectRows(targets, rows), { signal }));
    options.onProgress?.((from + rows.length) / tiles.size);
  }
  return { normal, right };
}

function checkLandmarks(caller: string, landmarks: ArrayLike<number>, n: number): Int32Array {
  if (landmarks.length === 0) {
    throw new ShapeError(`${caller}: landmarks must have at least one row, got none`);
  }
  const seen = new Set<number>();
  for (const row of Array.from(landmarks)) {
    if (!Number.isInteger(row) || row < 0 || row >= n || seen.has(row)) {
      throw new RangeError(
        `${caller}: landmarks must be different integers from 0 to ${n - 1}, got ${row}${seen.has(row) ? " twice" : ""}`,
      );
    }
    seen.add(row);
  }
  return Int32Array.from(landmarks);
}
