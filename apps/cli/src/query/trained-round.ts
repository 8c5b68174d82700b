import {
  type LookAheadProblem,
  type LookAheadState,
  lookAhead,
  rebase,
} from "@ntkit/active-learning";
import type { EngineOptions, Matrix, SymmetricTiles, Tensor } from "@ntkit/linalg";
import { joinSamples, selectSamples } from "../input/samples.ts";
import type { Campaign } from "./campaign.ts";
import type { QueryFlags } from "./query-flags.ts";
import { RELATIVE_RIDGE, ridgeOfQuery } from "./ridge-of-query.ts";

/** A round of a campaign: the model trained on all that is labelled. */
export interface TrainedRound {
  /** Samples of the pool without answers, U of them. */
  readonly unlabelled: Tensor;
  /** Samples with labels: those of the beginning, then the answered ones. */
  readonly answered: Tensor;
  readonly problem: LookAheadProblem;
  readonly state: LookAheadState;
}

/** Trains a campaign's model on what is labelled. The kernel of the pool is there for look-ahead alone. */
export async function trainedRound(
  campaign: Campaign,
  flags: QueryFlags,
  call: EngineOptions,
): Promise<TrainedRound> {
  const { engine, signal } = call;
  const { kernel, pool, labelled, targets, left } = campaign;
  const unlabelled = selectSamples(pool, left);
  const answered = joinSamples(labelled, selectSamples(pool, campaign.answered));
  const train = await kernel.evaluate(answered, undefined, call);
  const needed = flags.strategy === "look-ahead" ? poolKernel : poolTiles;
  const problem = {
    train,
    cross: await kernel.evaluate(unlabelled, answered, call),
    pool: await needed(campaign, unlabelled, flags, call),
    targets,
    trainOutputs: await kernel.outputs?.(answered, { engine, signal }),
    poolOutputs: await kernel.outputs?.(unlabelled, { engine, signal }),
    ridge: ridgeOfQuery(flags, train, RELATIVE_RIDGE),
  };
  const trained = await lookAhead(problem, { engine, signal });
  // An infinite network has no outputs from which a change could count, only its predictions.
  const state = kernel.outputs === undefined ? rebase(trained) : trained;
  return { unlabelled, answered, problem, state };
}

/** The pool's kernel [U, U]: computed once where it fits the memory, else tile by tile. */
export async function poolKernel(
  campaign: Campaign,
  unlabelled: Tensor,
  flags: QueryFlags,
  call: EngineOptions,
): Promise<Matrix | SymmetricTiles> {
  const bytes = 8 * unlabelled.shape[0]! ** 2;
  if (bytes > flags.memory * 2 ** 30) return poolTiles(campaign, unlabelled, flags, call);
  return campaign.kernel.evaluate(unlabelled, undefined, call);
}

function poolTiles(
  { kernel }: Campaign,
  unlabelled: Tensor,
  _: QueryFlags,
  call: EngineOptions,
): SymmetricTiles {
  return {
    size: unlabelled.shape[0]!,
    tile: (rows, cols) =>
      kernel.evaluate(selectSamples(unlabelled, rows), selectSamples(unlabelled, cols), call),
    diagonal: () => kernel.diagonal(unlabelled, call),
  };
}
