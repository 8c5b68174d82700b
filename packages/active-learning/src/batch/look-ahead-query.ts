import { addPick } from "../look-ahead/add-pick.ts";
import { condense } from "../look-ahead/condense.ts";
import { isRedundant } from "../look-ahead/is-redundant.ts";
import type { LookAheadState } from "../look-ahead/look-ahead-state.ts";
import { pseudoLabels } from "../look-ahead/pseudo-labels.ts";
import { rebase } from "../look-ahead/rebase.ts";
import { scoreCandidates } from "../look-ahead/score-candidates.ts";
import type { CandidateScores, ScoreOptions } from "../look-ahead/score-candidates.ts";
import type { Query } from "../strategies/query.ts";
import { topScores } from "../strategies/top-scores.ts";
import { checkCount } from "../check.ts";
import { selectBatch } from "./select-batch.ts";
import type { BatchRules } from "./select-batch.ts";

export interface LookAheadQueryOptions extends ScoreOptions, BatchRules {
  /**
   * Train the look-ahead model on each pick with its likeliest pseudo-label before the next is chosen, so
   * that a batch does not ask the same thing twice. Default true.
   */
  readonly sequential?: boolean | undefined;
  /**
   * Bytes that a sequential query may take to keep the pool's posterior covariance, 8 U²; beyond, each
   * pick computes it anew, tile by tile. Default 2³⁰.
   */
  readonly memory?: number | undefined;
}

const MEMORY = 2 ** 30;

/**
 * Which rows to label next by look-ahead: the `count` candidates whose labels are worth most.
 *
 * Sequentially each pick updates the kernel and the model, and the next one sees both: `count` rounds of
 * scoring, in each of which changes count from the model with the earlier picks ({@link rebase}). Otherwise
 * one round, and the best scores that `balance` and `maxSimilarity` allow.
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for, or both `sequential` and rules
 *   for a batch
 * @see Mohamadi, Bae & Sutherland 2022 (arXiv:2206.12569), sequential query strategy
 */
export async function lookAheadQuery(
  state: LookAheadState,
  count: number,
  options: LookAheadQueryOptions = {},
): Promise<Query> {
  const rules = options.balance !== undefined || options.maxSimilarity !== undefined;
  const { sequential = !rules } = options;
  if (!sequential) {
    const scored = await scoreCandidates(state, options);
    return rules ? selectBatch(state, scored, count, options) : best(scored, count);
  }
  if (rules) {
    throw new RangeError(
      "lookAheadQuery: balance and maxSimilarity must be used with sequential: false, got sequential: true",
    );
  }
  return inSequence(state, count, options);
}

function best({ candidates, scores }: CandidateScores, count: number): Query {
  return topScores(candidates, scores, count);
}

async function inSequence(
  start: LookAheadState,
  count: number,
  options: LookAheadQueryOptions,
): Promise<Query> {
  const fits = 8 * start.size ** 2 <= (options.memory ?? MEMORY);
  let state = fits && count > 1 ? await condense(start, options) : start;
  let left = options.candidates && Int32Array.from(options.candidates);
  checkCount("lookAheadQuery", count, left?.length ?? start.size - start.picks.length);
  const picks: number[] = [];
  const scores: number[] = [];
  for (let round = 0; round < count; round++) {
    const scored = await scoreCandidates(state, {
      ...options,
      candidates: left,
      onProgress: (fraction) => options.onProgress?.((round + fraction) / count),
    });
    const next = topScores(scored.candidates, scored.scores, 1);
    const pick = next.picks[0]!;
    picks.push(pick);
    scores.push(next.scores[0]!);
    left = scored.candidates.filter((row) => row !== pick);
    if (round + 1 < count && !isRedundant(state, pick)) {
      state = rebase(await addPick(state, pick, likeliest(state, pick, options), options));
    }
  }
  return { picks: Int32Array.from(picks), scores: Float64Array.from(scores) };
}

/** The pseudo-label with the largest weight; for regression, the prediction itself. */
function likeliest(
  state: LookAheadState,
  row: number,
  options: LookAheadQueryOptions,
): ArrayLike<number> {
  const outputs = state.predictions.cols;
  const kind = options.pseudoLabels ?? "argmax";
  if (kind === "gaussian" || options.criterion?.usesLabels === false) {
    return state.predictions.data.subarray(row * outputs, (row + 1) * outputs);
  }
  const hypotheses = pseudoLabels(state, options)(row);
  return hypotheses.reduce((a, b) => (b.weight > a.weight ? b : a)).target;
}
