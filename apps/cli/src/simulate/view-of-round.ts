import { kernelGeometry } from "@ntkit/active-learning";
import { diagonal, matrixTiles } from "@ntkit/linalg";
import { finiteKernel } from "../query/pool-kernel.ts";
import { classProbabilities } from "../strategies/class-probabilities.ts";
import { lastInputs } from "../strategies/last-inputs.ts";
import type { PoolView } from "../strategies/pool-view.ts";
import type { Round } from "./round.ts";

/** A round as baselines look at it; distances are those of the network's pseudo-NTK. */
export function viewOfRound({ model, pool, labelled, outputs, seed, call }: Round): PoolView {
  return {
    candidates: Int32Array.from({ length: pool.shape[0]! }, (_, row) => row),
    seed,
    call,
    probabilities: () => classProbabilities(outputs),
    labelledProbabilities: async () => classProbabilities(await model.forward(labelled, call)),
    features: async () => ({
      pool: await lastInputs(model, pool, call),
      labelled: await lastInputs(model, labelled, call),
    }),
    kernelGeometry: async () => {
      const kernel = finiteKernel(model, "pseudo", "");
      return kernelGeometry(
        matrixTiles(await kernel.evaluate(pool, undefined, call)),
        await kernel.evaluate(pool, labelled, call),
        diagonal(await kernel.evaluate(labelled, undefined, call)),
      );
    },
  };
}
