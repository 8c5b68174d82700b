import { checkCount } from "../check.ts";
import type { LookAheadState } from "../look-ahead/look-ahead-state.ts";
import { posteriorCovariance } from "../look-ahead/posterior-covariance.ts";
import type { CandidateScores, ScoreOptions } from "../look-ahead/score-candidates.ts";
import type { Query } from "../strategies/query.ts";

/** What a batch must be, beside having high scores. */
export interface BatchRules {
  /**
   * A class for each pool row (its pseudo-label, say), shape [U]: classes take turns, so each gives as
   * many picks as the others while it has candidates left.
   */
  readonly balance?: ArrayLike<number> | undefined;
  /**
   * Largest |C(x, x')| / √(C(x, x) C(x', x')) that two picks may have, in [0, 1]. Candidates that are more
   * alike to a pick come only after all the others.
   */
  readonly maxSimilarity?: number | undefined;
}

/**
 * The best scores that the rules allow: classes in turns, and nothing too much like what was picked.
 *
 * O(C log C), and for `maxSimilarity` a row of the posterior covariance for each pick: O(count U N).
 *
 * @throws {@link RangeError} when there are fewer candidates than asked for, `balance` does not fit the
 *   pool or `maxSimilarity` lies outside [0, 1]
 */
export async function selectBatch(
  state: LookAheadState,
  { candidates, scores }: CandidateScores,
  count: number,
  { balance, maxSimilarity = 1, ...options }: BatchRules & ScoreOptions,
): Promise<Query> {
  checkCount("selectBatch", count, candidates.length);
  checkRules(state, balance, maxSimilarity);
  const scoreOf = new Map(Array.from(candidates, (row, i) => [row, scores[i]!]));
  const queues = queuesByClass(candidates, scoreOf, balance);
  const alike = new Set<number>();
  const picks: number[] = [];
  while (picks.length < count) {
    options.signal?.throwIfAborted();
    const pick = nextPick(queues, picks, alike);
    picks.push(pick);
    if (maxSimilarity < 1) {
      for (const row of await likeRows(state, pick, candidates, maxSimilarity, options)) {
        alike.add(row);
      }
    }
  }
  return {
    picks: Int32Array.from(picks),
    scores: Float64Array.from(picks, (row) => scoreOf.get(row)!),
  };
}

/** Candidates of each class, best first; the class with the best candidate first. */
function queuesByClass(
  candidates: Int32Array,
  scoreOf: ReadonlyMap<number, number>,
  balance: ArrayLike<number> | undefined,
): number[][] {
  const queues = new Map<number, number[]>();
  const order = Array.from(candidates).sort((a, b) => scoreOf.get(b)! - scoreOf.get(a)! || a - b);
  for (const row of order) {
    const name = balance?.[row] ?? 0;
    const queue = queues.get(name);
    if (queue === undefined) queues.set(name, [row]);
    else queue.push(row);
  }
  return [...queues.values()];
}

/** Takes turns among the queues; what is like a pick waits until nothing else is left. */
function nextPick(
  queues: number[][],
  picks: readonly number[],
  alike: ReadonlySet<number>,
): number {
  for (const accept of [(row: number) => !alike.has(row), () => true]) {
    for (let turn = 0; turn < queues.length; turn++) {
      const queue = queues[(picks.length + turn) % queues.length]!;
      const at = queue.findIndex(accept);
      if (at >= 0) return queue.splice(at, 1)[0]!;
    }
  }
  throw new Error("selectBatch: there must be a candidate left for each pick");
}

async function likeRows(
  state: LookAheadState,
  pick: number,
  candidates: Int32Array,
  limit: number,
  options: ScoreOptions,
): Promise<Int32Array> {
  const { data } = await posteriorCovariance(state, Int32Array.of(pick), candidates, options);
  return candidates.filter((row, i) => {
    const scale = Math.sqrt(state.variance[row]! * state.variance[pick]!);
    return scale === 0 || Math.abs(data[i]!) > limit * scale;
  });
}

function checkRules(
  { size }: LookAheadState,
  balance: ArrayLike<number> | undefined,
  maxSimilarity: number,
): void {
  if (balance !== undefined && balance.length !== size) {
    throw new RangeError(
      `selectBatch: balance must have a class for each of the ${size} pool rows, got ${balance.length}`,
    );
  }
  if (!(maxSimilarity >= 0 && maxSimilarity <= 1)) {
    throw new RangeError(`selectBatch: maxSimilarity must be from 0 to 1, got ${maxSimilarity}`);
  }
}
