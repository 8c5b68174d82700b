import { NumericalError, selectRows, yieldToEventLoop } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { checkIndices } from "../check.ts";
import type { Criterion } from "../criteria/criterion.ts";
import { outputChange } from "../criteria/output-change.ts";
import { isRedundant } from "./is-redundant.ts";
import type { LookAheadState } from "./look-ahead-state.ts";
import { posteriorCovariance } from "./posterior-covariance.ts";
import { pseudoLabels } from "./pseudo-labels.ts";
import type { Hypothesis, PseudoLabelOptions } from "./pseudo-labels.ts";

/** Rows of candidates and of the reference that are in memory at a time. */
const TILE = 512;
/** How long scoring may keep the event loop waiting, in milliseconds. */
const SLICE = 25;

export interface ScoreOptions extends PseudoLabelOptions, EngineOptions {
  /** What a label is worth. Default `outputChange()`. */
  readonly criterion?: Criterion | undefined;
  /** Pool rows to score. Default: all that were not picked. */
  readonly candidates?: ArrayLike<number> | undefined;
  /** Pool rows on which changes are counted. Default: the whole pool. */
  readonly reference?: ArrayLike<number> | undefined;
}

/** One score for each candidate; the larger, the sooner it should be labelled. */
export interface CandidateScores {
  /** Pool rows, shape [C]. */
  readonly candidates: Int32Array;
  /** Shape [C]. */
  readonly scores: Float64Array;
  /**
   * Candidates whose label is decided already (without a ridge): training on another one has no
   * solution, so their score is the one for the label that the model predicts.
   */
  readonly redundant: Int32Array;
}

/**
 * What each candidate's label would be worth, from one factorisation: the criterion summed over the
 * reference rows after training with the candidate and its pseudo-label.
 *
 * O(C R (N + H O)) time for C candidates, R reference rows and H labels each; memory of a tile beside the
 * state, whatever the size of the pool.
 *
 * @throws {@link RangeError} for candidates or reference rows outside the pool, picked or repeated
 * @see Mohamadi, Bae & Sutherland 2022 (arXiv:2206.12569)
 */
export async function scoreCandidates(
  state: LookAheadState,
  options: ScoreOptions = {},
): Promise<CandidateScores> {
  const { criterion = outputChange(), onProgress, signal } = options;
  const candidates = checkCandidates(state, options.candidates);
  const reference = checkReference(state, options.reference);
  const hypotheses = criterion.usesLabels ? pseudoLabels(state, options) : noLabel(state);
  const scores = new Float64Array(candidates.length);
  const total = candidates.length * reference.length;
  const sums = referenceParts(state, reference, criterion);
  for (let top = 0; top < candidates.length; top += TILE) {
    const rows = candidates.subarray(top, top + TILE);
    for (const { from, cols, score } of sums) {
      signal?.throwIfAborted();
      const tile = await posteriorCovariance(state, rows, cols, { engine: options.engine, signal });
      let rested = performance.now();
      for (let i = 0; i < rows.length; i++) {
        scores[top + i]! += mean(state, rows[i]!, tile, i, hypotheses(rows[i]!), score);
        if (performance.now() - rested < SLICE) continue;
        await yieldToEventLoop();
        signal?.throwIfAborted();
        rested = performance.now();
      }
      onProgress?.((top * reference.length + rows.length * (from + cols.length)) / total);
    }
  }
  checkScores(candidates, scores);
  return { candidates, scores, redundant: candidates.filter((row) => isRedundant(state, row)) };
}

interface ReferencePart {
  readonly from: number;
  readonly cols: Int32Array;
  readonly score: ReturnType<Criterion["prepare"]>;
}

/** The reference in tiles, each with the criterion prepared for it. */
function referenceParts(
  state: LookAheadState,
  reference: Int32Array,
  criterion: Criterion,
): ReferencePart[] {
  const parts: ReferencePart[] = [];
  for (let from = 0; from < reference.length; from += 4 * TILE) {
    const cols = reference.subarray(from, from + 4 * TILE);
    const predictions = selectRows(state.predictions, cols);
    const outputs = selectRows(state.outputs, cols);
    parts.push({ from, cols, score: criterion.prepare({ predictions, outputs }) });
  }
  return parts;
}

/** The criterion's mean over a candidate's labels. */
function mean(
  state: LookAheadState,
  candidate: number,
  tile: Matrix,
  row: number,
  hypotheses: readonly Hypothesis[],
  score: ReferencePart["score"],
): number {
  const outputs = state.predictions.cols;
  const variance = state.variance[candidate]! + state.ridge;
  const scale = isRedundant(state, candidate) ? 0 : 1 / variance;
  // In place: the tile is ours, and each of its rows is used once.
  const gain = tile.data.subarray(row * tile.cols, (row + 1) * tile.cols);
  for (let x = 0; x < gain.length; x++) gain[x]! *= scale;
  const error = new Float64Array(outputs);
  let sum = 0;
  for (const { target, weight } of hypotheses) {
    for (let o = 0; o < outputs; o++) {
      error[o] = target[o]! - state.predictions.data[candidate * outputs + o]!;
    }
    sum += weight * score({ gain, variance, error });
  }
  return sum;
}

/** One hypothesis that says nothing, for a criterion that asks for none. */
function noLabel(state: LookAheadState): () => readonly Hypothesis[] {
  const nothing = [{ target: new Float64Array(state.predictions.cols), weight: 1 }];
  return () => nothing;
}

function checkCandidates(
  { picks, size }: LookAheadState,
  candidates: ArrayLike<number> | undefined,
): Int32Array {
  const picked = new Set(picks);
  if (candidates === undefined) {
    const rows = Int32Array.from({ length: size }, (_, row) => row);
    return rows.filter((row) => !picked.has(row));
  }
  const rows = checkIndices("scoreCandidates", "candidates", candidates, size);
  const again = rows.find((row) => picked.has(row));
  if (again === undefined) return rows;
  throw new RangeError(
    `scoreCandidates: candidates must not be picked already, got ${again} among the picks`,
  );
}

function checkReference(
  { size }: LookAheadState,
  reference: ArrayLike<number> | undefined,
): Int32Array {
  if (reference === undefined) return Int32Array.from({ length: size }, (_, row) => row);
  if (reference.length === 0) {
    throw new RangeError("scoreCandidates: reference must have at least one row, got none");
  }
  return checkIndices("scoreCandidates", "reference", reference, size);
}

function checkScores(candidates: Int32Array, scores: Float64Array): void {
  const at = scores.findIndex((score) => !Number.isFinite(score));
  if (at < 0) return;
  throw new NumericalError(
    `scoreCandidates: scores must be finite, got ${scores[at]!} for pool row ${candidates[at]!}`,
    "non-finite",
    { row: candidates[at]! },
  );
}
