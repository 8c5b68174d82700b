import {
  type LookAheadState,
  type PseudoLabels,
  lookAhead,
  lookAheadPredictions,
  pseudoLabels,
  scoreCandidates,
} from "@ntkit/active-learning";
import { type EngineOptions, type Matrix, matrix } from "@ntkit/linalg";
import type { FloatArray } from "../output/describe-arrays.ts";
import { DEFAULT_CRITERION, criterionOf } from "./criteria.ts";
import type { QueryFlags } from "./query-flags.ts";
import type { QueryArrays } from "./read-arrays.ts";
import type { ScoredArrays } from "./scored-arrays.ts";

/** Scores of every row of the pool by look-ahead, and its predictions with each where labels are certain. */
export async function lookAheadArrays(
  { problem, labels: given }: QueryArrays,
  flags: QueryFlags,
  call: EngineOptions,
): Promise<ScoredArrays> {
  const { engine, signal } = call;
  const state = await lookAhead(problem, { engine, signal });
  const kind = labelKind(state, given, flags);
  const criterion = criterionOf(flags.criterion ?? DEFAULT_CRITERION);
  const options = { criterion, pseudoLabels: kind };
  const { scores, redundant } = await scoreCandidates(state, { ...options, ...call });
  const certain = given !== undefined || kind === "argmax";
  const arrays = {
    score: { shape: [state.size], data: scores },
    ...(flags.lookahead !== false &&
      certain && { lookahead: await allPredictions(state, kind, call) }),
  };
  const best = scores.reduce((top, score, row) => (score > scores[top]! ? row : top), 0);
  return { arrays, best, json: { redundant: redundant.length } };
}

function labelKind(
  state: LookAheadState,
  given: Matrix | undefined,
  { pseudoLabels: kind }: QueryFlags,
): PseudoLabels {
  if (given !== undefined) return given;
  return kind ?? (state.predictions.cols === 1 ? "gaussian" : "argmax");
}

/** f⁺ for every row as candidate: [C, M] for one output, [C, M, O] for more. */
async function allPredictions(
  state: LookAheadState,
  kind: PseudoLabels,
  call: EngineOptions,
): Promise<FloatArray> {
  const outputs = state.predictions.cols;
  const rows = Array.from({ length: state.size }, (_, row) => row);
  const labelOf = pseudoLabels(state, { pseudoLabels: kind });
  const targets = matrix(state.size, outputs);
  for (const row of rows) targets.data.set(labelOf(row)[0]!.target, row * outputs);
  const data = await lookAheadPredictions(state, rows, targets, call);
  const shape = [state.size, state.size, ...(outputs === 1 ? [] : [outputs])];
  return { shape, data };
}
