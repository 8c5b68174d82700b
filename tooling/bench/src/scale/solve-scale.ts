import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelTiles } from "@ntkit/kernels";
import { type Engine, type Matrix, random, selectRows } from "@ntkit/linalg";
import {
  eigenProRegression,
  nystromRegression,
  regressionPredict,
  ridgePath,
  rmse,
} from "@ntkit/solvers";
import { mlpCandidates } from "ntkit/fit";
import type { RegressionSet } from "./read-regression.ts";

/** The network and the ridge that leave-one-out residuals of some rows prefer. */
export interface ScaleChoice {
  readonly network: Network;
  readonly depth: number;
  readonly ridge: number;
}

/** Seconds of fitting, and the mean squared error on the test rows in the target's units. */
export interface ScaleResult {
  readonly seconds: number;
  readonly mse: number;
}

const ridges = [1e-3, 1e-2, 1e-1, 1, 10];

/** Of depths 2 to 5 and ridges from 0.001 to 10, by exact leave-one-out on the first rows. */
export async function chooseScale(
  { x, y }: RegressionSet,
  rows: number,
  engine: Engine,
): Promise<ScaleChoice> {
  const some = Array.from({ length: Math.min(rows, x.rows) }, (_, i) => i);
  const [part, targets] = [selectRows(x, some), selectRows(y, some)];
  let best: (ScaleChoice & { readonly error: number }) | undefined;
  for (const depth of [2, 3, 4, 5]) {
    const network = networkOf(depth);
    const { ntk } = await kernelFunction(network).evaluate(part, undefined, {
      get: ["ntk"],
      engine,
    });
    const { fits } = await ridgePath({ kernel: ntk, targets, ridges }, { engine });
    for (const { ridge, loo } of fits) {
      const error = loo.residuals.data.reduce((sum, r) => sum + r * r, 0);
      if (best === undefined || error < best.error) best = { network, depth, ridge, error };
    }
  }
  return best!;
}

function networkOf(depth: number): Network {
  const grid = { depths: [depth], activations: ["relu"], fixedLayers: [0] };
  return mlpCandidates({ ...grid, weightStd: Math.SQRT2, biasStd: 0.5 })[0]!.network;
}

/** Kernel ridge regression on landmark rows, from tiles of the kernel with them. */
export async function nystrom(
  set: RegressionSet,
  { network, ridge }: ScaleChoice,
  landmarks: number,
  engine: Engine,
): Promise<ScaleResult> {
  const start = performance.now();
  const kernel = kernelTiles(network, set.x, { engine });
  const chosen = random(1).shuffle(distinctRows(set.x)).slice(0, landmarks);
  const problem = { kernel, landmarks: chosen, targets: set.y, ridge };
  const model = await nystromRegression(problem, { engine });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, mse: await testError(set, network, selectRows(set.x, chosen), model, engine) };
}

/** The first of every group of equal rows: a landmark and its copy would make their kernel singular. */
function distinctRows(x: Matrix): number[] {
  const first = new Map<string, number>();
  for (let i = 0; i < x.rows; i++) {
    const key = x.data.subarray(i * x.cols, (i + 1) * x.cols).join();
    if (!first.has(key)) first.set(key, i);
  }
  return [...first.values()];
}

/** Descent on all rows with the preconditioner of EigenPro. */
export async function eigenPro(
  set: RegressionSet,
  { network }: ScaleChoice,
  epochs: number,
  engine: Engine,
): Promise<ScaleResult> {
  const start = performance.now();
  const kernel = kernelTiles(network, set.x, { engine });
  const model = await eigenProRegression({ kernel, targets: set.y, epochs }, { engine });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, mse: await testError(set, network, set.x, model, engine) };
}

async function testError(
  { testX, testY, unit }: RegressionSet,
  network: Network,
  rows: Matrix,
  model: Parameters<typeof regressionPredict>[0],
  engine: Engine,
): Promise<number> {
  const functions = kernelFunction(network);
  const { ntk } = await functions.evaluate(testX, rows, { get: ["ntk"], engine });
  const predicted = await regressionPredict(model, ntk, { engine });
  return (rmse(predicted.data, testY.data) * unit) ** 2;
}
