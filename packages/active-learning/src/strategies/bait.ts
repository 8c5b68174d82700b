import { selectRows } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";
import { checkCandidates } from "./check-candidates.ts";
import { checkProbabilities } from "./check-probabilities.ts";
import { change, fisherDesign, moveRow } from "./fisher-design.ts";
import type { FisherDesign } from "./fisher-design.ts";
import { fisherInformation } from "./fisher-information.ts";
import { fisherRows } from "./fisher-rows.ts";
import type { Query, QueryOptions } from "./query.ts";

/** Weights of the last layer, classes times features, up to which BAIT's matrices are built. */
const MOST_WEIGHTS = 4096;

/** Inputs of the last layer, and what the network says. */
export interface LastLayer {
  /** φ, shape [U, H]. */
  readonly features: Matrix;
  /** p, shape [U, O]. */
  readonly probabilities: Matrix;
}

/** How {@link bait} chooses. */
export interface BaitOptions extends QueryOptions {
  /** The labelled rows, about which enough is known. Default: none. */
  readonly labelled?: LastLayer | undefined;
  /** λ > 0, what is known about each weight before any label. Default: 1. */
  readonly ridge?: number | undefined;
  /** That many times the rows are added before the least useful are taken out again. Default: 2. */
  readonly oversample?: number | undefined;
}

/**
 * BAIT: the rows that leave the least Fisher-weighted variance of the last layer's weights,
 *
 *   argmin_S tr((λI + Σ_{labelled ∪ S} I(x))⁻¹ F),   I(x) = (diag(p) − p pᵀ) ⊗ φ φᵀ,   F = mean of I over the pool,
 *
 * greedily: the best row is added again and again, to `oversample` times the count, then the row that is
 * missed least is taken out until `count` are left. Scores are what each row took off the trace when it was
 * added; picks are in that order.
 *
 * O(D³ + U O² H²) once and O(D² O + C H O² + C O³) for each step, for D = O H weights; 8 (5 D² + 3 C O²)
 * bytes. {@link projectFeatures} makes D smaller.
 *
 * @throws {@link RangeError} for more than 4096 weights, fewer candidates than asked for, probabilities that
 *   are none, a ridge that is not positive, an oversample below 1; {@link ShapeError}; {@link NumericalError}
 * @see Ash, Goel, Krishnamurthy & Kakade 2021 (arXiv:2106.09675), algorithm 1
 */
export async function bait(
  pool: LastLayer,
  count: number,
  options: BaitOptions = {},
): Promise<Query> {
  const { engine, signal, onProgress, oversample = 2 } = options;
  const size = pool.features.rows;
  checkLayer(pool, options.labelled);
  const candidates = checkCandidates("bait", { size }, count, options);
  if (!(oversample >= 1 && oversample < Infinity)) {
    throw new RangeError(`bait: oversample must be finite and at least 1, got ${oversample}`);
  }
  const most = Math.min(candidates.length, Math.ceil(oversample * count));
  const steps = 2 * most - count;
  let design = await openDesign(pool, candidates, options);
  const chosen = new Map<number, number>();
  while (chosen.size < most) {
    signal?.throwIfAborted();
    const free = Array.from(candidates.keys()).filter((at) => !chosen.has(at));
    const best = extreme(design, free, 1);
    design = await moveRow(design, best.at, 1, { engine, signal });
    chosen.set(best.at, best.value);
    onProgress?.(chosen.size / steps);
  }
  while (chosen.size > count) {
    signal?.throwIfAborted();
    const least = extreme(design, [...chosen.keys()], -1);
    design = await moveRow(design, least.at, -1, { engine, signal });
    chosen.delete(least.at);
    onProgress?.((steps - chosen.size + count) / steps);
  }
  return {
    picks: Int32Array.from(chosen.keys(), (at) => candidates[at]!),
    scores: Float64Array.from(chosen.values()),
  };
}

async function openDesign(
  { features, probabilities }: LastLayer,
  candidates: Int32Array,
  { labelled, ridge = 1, engine, signal }: BaitOptions,
): Promise<FisherDesign> {
  if (!(ridge > 0 && ridge < Infinity)) {
    throw new RangeError(`bait: ridge must be positive and finite, got ${ridge}`);
  }
  const call: EngineOptions = { engine, signal };
  const wanted = await fisherInformation(features, probabilities, call);
  for (let at = 0; at < wanted.data.length; at++) wanted.data[at]! /= features.rows;
  const known = await fisherInformation(
    labelled?.features ?? selectRows(features, []),
    labelled?.probabilities ?? selectRows(probabilities, []),
    call,
  );
  for (let i = 0; i < known.rows; i++) known.data[i * (known.rows + 1)]! += ridge;
  const rows = fisherRows(selectRows(features, candidates), selectRows(probabilities, candidates));
  return fisherDesign(rows, known, wanted, call);
}

/** The row that is worth most to add, or least to keep; ties to the earlier one. */
function extreme(
  design: FisherDesign,
  rows: readonly number[],
  sign: 1 | -1,
): { readonly at: number; readonly value: number } {
  let best = { at: rows[0]!, value: -sign * Infinity };
  for (const at of rows) {
    const value = change(design, at, sign);
    if (sign * value > sign * best.value) best = { at, value };
  }
  return best;
}

function checkLayer({ features, probabilities }: LastLayer, labelled: LastLayer | undefined): void {
  checkMatrix("bait", "features", features, undefined, undefined);
  checkProbabilities("bait", probabilities);
  checkMatrix("bait", "probabilities", probabilities, features.rows, undefined);
  const weights = features.cols * probabilities.cols;
  if (weights > MOST_WEIGHTS) {
    throw new RangeError(
      `bait: classes times features must be at most ${MOST_WEIGHTS}, got ${weights}; make them fewer with projectFeatures`,
    );
  }
  if (labelled === undefined) return;
  checkMatrix("bait", "labelled features", labelled.features, undefined, features.cols);
  checkProbabilities("bait", labelled.probabilities);
  const rows = labelled.features.rows;
  checkMatrix("bait", "labelled probabilities", labelled.probabilities, rows, probabilities.cols);
}
