import { lookAhead } from "@ntkit/active-learning";
import type { EngineOptions } from "@ntkit/linalg";
import { UsageError } from "../errors/usage-error.ts";
import { type BaselineName, baselineOf } from "../strategies/baselines.ts";
import type { QueryFlags } from "./query-flags.ts";
import type { QueryArrays } from "./read-arrays.ts";
import type { ScoredArrays } from "./scored-arrays.ts";
import { viewOfProblem } from "./view-of-problem.ts";

/**
 * All rows of the pool in the order of a baseline: `picks` [C], best first, and `score` [C] of each row.
 *
 * @throws UsageError for a baseline that needs classes, and targets of one column
 */
export async function baselineArrays(
  name: BaselineName,
  { problem }: QueryArrays,
  { seed }: Pick<QueryFlags, "seed">,
  call: EngineOptions,
): Promise<ScoredArrays> {
  const baseline = baselineOf(name);
  const { cols } = problem.targets;
  if (cols === 1 && baseline.needs.includes("classes")) {
    throw new UsageError(
      `--strategy: ${name} needs an output for each class, got --targets with one column`,
    );
  }
  const { engine, signal } = call;
  const state = await lookAhead(problem, { engine, signal });
  const candidates = Int32Array.from({ length: state.size }, (_, row) => row);
  const poolKernel = () => Promise.resolve(problem.pool);
  const view = viewOfProblem({ problem, state, candidates, seed, poolKernel }, call);
  const { picks, scores } = await baseline.choose(view, state.size);
  const score = new Float64Array(state.size);
  picks.forEach((row, i) => (score[row] = scores[i]!));
  const shape = [state.size];
  const arrays = {
    score: { shape, data: score },
    picks: { shape, data: Float64Array.from(picks) },
  };
  return { arrays, best: picks[0]!, json: {} };
}
