/**
 * Which points to label next: what the model would say if it were trained with each candidate, from one
 * factorisation of its tangent kernel, and the strategies that this is compared with.
 *
 * ```ts
 * import { fromRows } from "@ntkit/linalg";
 * import { lookAhead, lookAheadQuery, rebase } from "@ntkit/active-learning";
 *
 * const state = await lookAhead({
 *   train: fromRows([[1, 0.2], [0.2, 1]]), // two labelled points
 *   cross: fromRows([[0.9, 0.3], [0.5, 0.5], [0.1, 0.2]]), // three in the pool
 *   pool: fromRows([[1, 0.6, 0.2], [0.6, 1, 0.3], [0.2, 0.3, 1]]),
 *   targets: fromRows([[1, 0], [0, 1]]),
 * });
 * const { picks } = await lookAheadQuery(rebase(state), 2);
 * console.log(picks);
 * ```
 *
 * @module
 */
export { lookAheadQuery } from "./batch/look-ahead-query.ts";
export type { LookAheadQueryOptions } from "./batch/look-ahead-query.ts";
export { selectBatch } from "./batch/select-batch.ts";
export type { BatchRules } from "./batch/select-batch.ts";
export { subsample } from "./batch/subsample.ts";
export type { Criterion, Reference, Update } from "./criteria/criterion.ts";
export { expectedErrorReduction } from "./criteria/expected-error-reduction.ts";
export { labelChange } from "./criteria/label-change.ts";
export { outputChange } from "./criteria/output-change.ts";
export { varianceReduction } from "./criteria/variance-reduction.ts";
export { learningCurve } from "./curves/learning-curve.ts";
export type { LearningCurve } from "./curves/learning-curve.ts";
export { addPick } from "./look-ahead/add-pick.ts";
export { estimateLookAhead } from "./look-ahead/estimate-look-ahead.ts";
export type { LookAheadEstimate, LookAheadSizes } from "./look-ahead/estimate-look-ahead.ts";
export { lookAhead } from "./look-ahead/look-ahead.ts";
export type { LookAheadProblem } from "./look-ahead/look-ahead-problem.ts";
export type { LookAheadState } from "./look-ahead/look-ahead-state.ts";
export { lookAheadPredictions } from "./look-ahead/look-ahead-predictions.ts";
export { posteriorCovariance } from "./look-ahead/posterior-covariance.ts";
export { predictWith } from "./look-ahead/predict-with.ts";
export { pseudoLabels } from "./look-ahead/pseudo-labels.ts";
export type { Hypothesis, PseudoLabelOptions, PseudoLabels } from "./look-ahead/pseudo-labels.ts";
export { rebase } from "./look-ahead/rebase.ts";
export { scoreCandidates } from "./look-ahead/score-candidates.ts";
export type { CandidateScores, ScoreOptions } from "./look-ahead/score-candidates.ts";
export { badge } from "./strategies/badge.ts";
export { badgeGeometry } from "./strategies/badge-geometry.ts";
export { bait } from "./strategies/bait.ts";
export type { BaitOptions, LastLayer } from "./strategies/bait.ts";
export { coreSet } from "./strategies/core-set.ts";
export { disagreement } from "./strategies/disagreement.ts";
export { featureGeometry, kernelGeometry } from "./strategies/geometry.ts";
export type { Geometry } from "./strategies/geometry.ts";
export { largestCluster } from "./strategies/largest-cluster.ts";
export type { NearestLabelled } from "./strategies/nearest-labelled.ts";
export { projectFeatures } from "./strategies/project-features.ts";
export type { Query, QueryOptions } from "./strategies/query.ts";
export { randomQuery } from "./strategies/random-query.ts";
export { topScores } from "./strategies/top-scores.ts";
export { uncertainty } from "./strategies/uncertainty.ts";
export type { UncertaintyMeasure } from "./strategies/uncertainty.ts";
