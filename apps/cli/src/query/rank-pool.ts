import { type LookAheadState, type Query, lookAheadQuery, subsample } from "@ntkit/active-learning";
import type { EngineOptions } from "@ntkit/linalg";
import { type BaselineName, baselineOf } from "../strategies/baselines.ts";
import type { Campaign } from "./campaign.ts";
import { DEFAULT_CRITERION, criterionOf } from "./criteria.ts";
import type { QueryFlags } from "./query-flags.ts";
import { type TrainedRound, poolKernel, trainedRound } from "./trained-round.ts";
import { viewOfProblem } from "./view-of-problem.ts";

/** What to label, best first. */
export interface Ranked {
  /** Rows of the pool. */
  readonly rows: Int32Array;
  /** Places of the same rows among the unlabelled, with their scores. */
  readonly query: Query;
  /** What the model says of the unlabelled rows. */
  readonly state: LookAheadState;
}

/** Chooses rows of the pool as the flags say, from the kernels that this needs. */
export async function rankPool(
  campaign: Campaign,
  flags: QueryFlags,
  { onProgress, ...threads }: EngineOptions,
): Promise<Ranked> {
  const { left } = campaign;
  const round = await trainedRound(campaign, flags, threads);
  const call = { ...threads, onProgress };
  const query =
    flags.strategy === "look-ahead"
      ? await byLookAhead(round, campaign, flags, call)
      : await byBaseline(flags.strategy, round, campaign, flags, call);
  return { rows: query.picks.map((i) => left[i]!), query, state: round.state };
}

function byLookAhead(
  { state }: TrainedRound,
  campaign: Campaign,
  flags: QueryFlags,
  { engine, signal, onProgress }: EngineOptions,
): Promise<Query> {
  return lookAheadQuery(state, flags.count ?? 1, {
    engine,
    signal,
    onProgress,
    criterion: criterionOf(flags.criterion ?? DEFAULT_CRITERION),
    pseudoLabels: flags.pseudoLabels ?? (campaign.classes === undefined ? "gaussian" : "argmax"),
    sequential: flags.batch !== true,
    candidates: candidatesOf(campaign, flags),
    reference: part(Int32Array.from(campaign.left.keys()), flags.reference, flags.seed + 1),
  });
}

function byBaseline(
  name: BaselineName,
  round: TrainedRound,
  campaign: Campaign,
  flags: QueryFlags,
  call: EngineOptions,
): Promise<Query> {
  const { unlabelled, answered } = round;
  const { features } = campaign.kernel;
  const { engine, signal } = call;
  const view = viewOfProblem(
    {
      ...round,
      candidates: candidatesOf(campaign, flags),
      seed: flags.seed,
      poolKernel: () => poolKernel(campaign, unlabelled, flags, { engine, signal }),
      features:
        features &&
        (async () => ({
          pool: await features(unlabelled, { engine, signal }),
          labelled: await features(answered, { engine, signal }),
        })),
    },
    call,
  );
  return baselineOf(name).choose(view, flags.count ?? 1);
}

/** Places among the unlabelled that may be picked: those that were not asked for before, or a part of them. */
function candidatesOf({ left, asked }: Campaign, flags: QueryFlags): Int32Array {
  const free = Int32Array.from(left.keys()).filter(
    (i) => flags.askAgain === true || !asked.has(left[i]!),
  );
  return part(free, flags.candidates, flags.seed);
}

function part(rows: Int32Array, size: number | undefined, seed: number): Int32Array {
  return size === undefined || size >= rows.length ? rows : subsample(rows, size, seed);
}
