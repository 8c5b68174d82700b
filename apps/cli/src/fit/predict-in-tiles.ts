import type { Network } from "@ntkit/architecture";
import { type KernelWorkers, kernelFunction } from "@ntkit/kernels";
import { type EngineOptions, type Matrix, matrix, selectRows } from "@ntkit/linalg";
import { regressionPredict } from "@ntkit/solvers";

/** Rows of the kernel that are there at a time. */
const TILE = 2048;

/** Functions of the kernel with the same rows. */
export interface TiledModels extends EngineOptions {
  readonly network: Network;
  readonly kernel: "ntk" | "nngp";
  /** Shape [k, d]. */
  readonly points: Matrix;
  /** Coefficients [k, O] and offset [O] of each. */
  readonly fits: readonly Parameters<typeof regressionPredict>[0][];
  readonly workers?: KernelWorkers | undefined;
}

/** What every model predicts for x [m, d], each [m, O], in the memory of a tile [2048, k] of the kernel. */
export async function predictInTiles(
  x: Matrix,
  { network, kernel, points, fits, engine, workers, signal, onProgress }: TiledModels,
): Promise<Matrix[]> {
  const functions = kernelFunction(network);
  const found = fits.map(({ coefficients }) => matrix(x.rows, coefficients.cols));
  for (let from = 0; from < x.rows; from += TILE) {
    const part = Array.from({ length: Math.min(TILE, x.rows - from) }, (_, i) => from + i);
    const call = { get: [kernel], engine, workers, signal };
    const cross = (await functions.evaluate(selectRows(x, part), points, call))[kernel];
    for (const [i, fit] of fits.entries()) {
      const { data, cols } = await regressionPredict(fit, cross, { engine, signal });
      found[i]!.data.set(data, from * cols);
    }
    onProgress?.((from + part.length) / x.rows);
  }
  return found;
}
