import type { Network } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { type Matrix, matrix, selectRows } from "@ntkit/linalg";
import { regressionPredict } from "@ntkit/solvers";
import type { ScaleTools } from "./scale-tools.ts";

/** Rows of the kernel that are there at a time. */
const TILE = 512;

/** Predictions [M, O] for rows [M, d] of a regression on other rows, without their whole kernel. */
export async function predictInTiles(
  network: Network,
  { rows: known, ...model }: Parameters<typeof regressionPredict>[0] & { readonly rows: Matrix },
  x: Matrix,
  { engine, workers }: ScaleTools,
): Promise<Matrix> {
  const functions = kernelFunction(network);
  const { cols } = model.coefficients;
  const found = matrix(x.rows, cols);
  for (let from = 0; from < x.rows; from += TILE) {
    const part = Array.from({ length: Math.min(TILE, x.rows - from) }, (_, i) => from + i);
    const call = { get: ["ntk"] as const, engine, workers };
    const { ntk } = await functions.evaluate(selectRows(x, part), known, call);
    found.data.set((await regressionPredict(model, ntk, { engine })).data, from * cols);
  }
  return found;
}
