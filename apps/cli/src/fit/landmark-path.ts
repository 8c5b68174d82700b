import type { Network } from "@ntkit/architecture";
import { type KernelWorkers, kernelTiles } from "@ntkit/kernels";
import { type EngineOptions, type Matrix, selectRows } from "@ntkit/linalg";
import { type LandmarkRegression, nystromPath } from "@ntkit/solvers";
import { chooseLandmarks } from "./choose-landmarks.ts";

/** Through which rows to learn, with what. */
export interface LandmarkPlan extends EngineOptions {
  readonly network: Network;
  readonly kernel: "ntk" | "nngp";
  /** Most rows to express the function in. */
  readonly count: number;
  readonly seed: number;
  /** Relative to the mean of the kernel's diagonal. */
  readonly ridges: readonly number[];
  readonly workers?: KernelWorkers | undefined;
}

/** Regressions on the same landmarks, one per ridge. */
export interface LandmarkPath {
  /** Features of the landmarks, shape [k, d]. */
  readonly points: Matrix;
  readonly fits: readonly LandmarkRegression[];
}

/** Kernel ridge regression of y [n, O] on x [n, d] through some of its rows, for every ridge. O(n k²). */
export async function landmarkPath(
  x: Matrix,
  y: Matrix,
  { network, kernel: kind, count, seed, ridges, engine, workers, signal, onProgress }: LandmarkPlan,
): Promise<LandmarkPath> {
  const kernel = kernelTiles(network, x, { kind, engine, workers, signal });
  const landmarks = await chooseLandmarks(x, kernel, { count, seed }, { engine, signal });
  const diagonal = await kernel.diagonal();
  const mean = diagonal.reduce((sum, value) => sum + value / x.rows, 0);
  const absolute = ridges.map((ridge) => ridge * mean);
  const problem = { kernel, landmarks, targets: y, ridges: absolute, center: true };
  const fits = await nystromPath(problem, { engine, signal, onProgress });
  return { points: selectRows(x, landmarks), fits };
}
