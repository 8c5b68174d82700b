import { kernelTiles } from "@ntkit/kernels";
import {
  type Matrix,
  conjugateGradients,
  lowRankPreconditioner,
  pivotedCholesky,
  random,
  selectRows,
} from "@ntkit/linalg";
import {
  eigenProRegression,
  kernelProduct,
  nystromRegression,
  type regressionPredict,
  rmse,
} from "@ntkit/solvers";
import type { ScaleChoice } from "./choose-scale.ts";
import { distinctRows } from "./distinct-rows.ts";
import { withPeakMemory } from "./peak-memory.ts";
import { predictInTiles } from "./predict-in-tiles.ts";
import type { RegressionSet } from "./read-regression.ts";
import type { ScaleTools } from "./scale-tools.ts";

/** Seconds of fitting, and errors on the test rows. */
export interface ScaleResult {
  readonly seconds: number;
  /** Mean squared error in the units of the set's file. */
  readonly mse: number;
  /** Root mean squared error in the units that were measured, where these are others. */
  readonly ownRmse?: number | undefined;
  /** What else is to be said of it. */
  readonly note?: string;
}

type Model = Parameters<typeof regressionPredict>[0];

/** Kernel ridge regression on landmark rows, from tiles of the kernel with them. */
export async function nystrom(
  set: RegressionSet,
  { network, ridge }: ScaleChoice,
  landmarks: number,
  tools: ScaleTools,
): Promise<ScaleResult> {
  const { result, ...cost } = await withPeakMemory(async () => {
    const kernel = kernelTiles(network, set.x, tools);
    const chosen = random(1).shuffle(distinctRows(set.x)).slice(0, landmarks);
    const problem = { kernel, landmarks: chosen, targets: set.y, ridge };
    return nystromRegression(problem, tools);
  });
  const rows = selectRows(set.x, result.landmarks);
  const note = `peak ${gigabytes(cost.bytes)}`;
  return { ...cost, ...(await testError(set, network, { ...result, rows }, tools)), note };
}

/** Descent on all rows with the preconditioner of EigenPro; tells of the test error after each epoch. */
export async function eigenPro(
  set: RegressionSet,
  { network }: ScaleChoice,
  epochs: number,
  tools: ScaleTools,
  onEpoch: (epoch: number, result: ScaleResult) => void = () => undefined,
): Promise<ScaleResult> {
  let [start, last] = [performance.now(), { seconds: 0, mse: NaN } as ScaleResult];
  const kernel = kernelTiles(network, set.x, tools);
  const problem = { kernel, targets: set.y, epochs };
  await eigenProRegression(problem, {
    ...tools,
    onEpoch: async (epoch, _, coefficients) => {
      const seconds = last.seconds + (performance.now() - start) / 1000;
      const model = { coefficients, offset: new Float64Array(1), rows: set.x };
      last = { seconds, ...(await testError(set, network, model, tools)) };
      onEpoch(epoch, last);
      start = performance.now();
    },
  });
  return last;
}

/** Conjugate gradients on the first rows, to a relative residual of 1e-3, from tiles of half the kernel. */
export async function conjugate(
  set: RegressionSet,
  { network, exactRidge: ridge }: ScaleChoice,
  { rows: count, rank }: { readonly rows: number; readonly rank: number },
  tools: ScaleTools,
): Promise<ScaleResult> {
  const first = Array.from({ length: Math.min(count, set.x.rows) }, (_, i) => i);
  const [rows, targets] = [selectRows(set.x, first), selectRows(set.y, first)];
  const { result, ...cost } = await withPeakMemory(async () => {
    const kernel = kernelTiles(network, rows, tools);
    const lowRank = await pivotedCholesky(kernel, { rank, random: random(1), ...tools });
    const preconditioner = await lowRankPreconditioner(lowRank, ridge, tools);
    const product = (x: Matrix) => kernelProduct(kernel, x, { tileSize: 2048 });
    return conjugateGradients(product, targets, { ridge, preconditioner, tolerance: 1e-3 });
  });
  const model = { coefficients: result.x, offset: new Float64Array(1), rows };
  const note = `${result.steps} steps to ${result.residual.toExponential(1)}, peak ${gigabytes(cost.bytes)}`;
  return { ...cost, ...(await testError(set, network, model, tools)), note };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

async function testError(
  { testX, testY, unit, mean, toOwnUnits }: RegressionSet,
  network: ScaleChoice["network"],
  model: Model & { readonly rows: Matrix },
  tools: ScaleTools,
): Promise<Pick<ScaleResult, "mse" | "ownRmse">> {
  const predicted = await predictInTiles(network, model, testX, tools);
  const inFile = (y: Matrix): Float64Array => y.data.map((value) => mean + unit * value);
  const [found, truth] = [inFile(predicted), inFile(testY)];
  return {
    mse: rmse(found, truth) ** 2,
    ownRmse: toOwnUnits && rmse(found.map(toOwnUnits), truth.map(toOwnUnits)),
  };
}
