import {
  type LookAheadProblem,
  type LookAheadState,
  kernelGeometry,
  lookAhead,
} from "@ntkit/active-learning";
import {
  type EngineOptions,
  type Matrix,
  type SymmetricTiles,
  diagonal,
  matrixTiles,
} from "@ntkit/linalg";
import { classProbabilities } from "../strategies/class-probabilities.ts";
import type { PoolView } from "../strategies/pool-view.ts";

/** A trained model, and what a baseline may ask of it. */
export interface ViewedProblem extends Pick<PoolView, "candidates" | "seed" | "features"> {
  readonly problem: LookAheadProblem;
  readonly state: LookAheadState;
  /** The pool's kernel, as it is best read row by row. */
  readonly poolKernel: () => Promise<Matrix | SymmetricTiles>;
}

/** Predictions and kernels as baselines look at them. */
export function viewOfProblem(
  { problem, state, poolKernel, ...given }: ViewedProblem,
  call: EngineOptions,
): PoolView {
  return {
    ...given,
    call,
    probabilities: () => classProbabilities(state.predictions),
    labelledProbabilities: async () => classProbabilities(await labelledPredictions(problem, call)),
    kernelGeometry: async () => {
      const kernel = await poolKernel();
      const tiles = "tile" in kernel ? kernel : matrixTiles(kernel);
      return kernelGeometry(tiles, problem.cross, diagonal(problem.train));
    },
  };
}

/** What the trained model says of the rows that it was trained on, shape [N, O]. */
async function labelledPredictions(
  { train, trainOutputs, ...problem }: LookAheadProblem,
  { engine, signal }: EngineOptions,
): Promise<Matrix> {
  const itself = { cross: train, pool: train, poolOutputs: trainOutputs };
  const state = await lookAhead({ ...problem, train, trainOutputs, ...itself }, { engine, signal });
  return state.predictions;
}
