/**
 * What `ntkit fit` does with numbers, without files: search networks on given rows and splits, as data.
 *
 * ```ts
 * import { mlpCandidates, searchNetworks } from "ntkit/fit";
 * import { kFold } from "@ntkit/datasets";
 *
 * const space = { depths: [1, 2], activations: ["relu"], fixedLayers: [0], weightStd: 1.5, biasStd: 1 };
 * const x = { rows: 4, cols: 1, data: Float64Array.of(-2, -1, 1, 2) };
 * const targets = { task: "regression", values: Float64Array.of(2, 1, 1, 2) } as const;
 * const splits = kFold(4, { folds: 4, seed: 0 });
 * const { best } = await searchNetworks(x, targets, {
 *   candidates: mlpCandidates(space), splits, solver: "ridge", penalties: [1e-3], kernel: "ntk",
 * });
 * console.log(best.candidate); // depth 2, relu
 * ```
 *
 * @module
 */
export { aroraCandidates } from "./fit/arora-candidates.ts";
export type { Candidate } from "./fit/candidate.ts";
export { defaultPenalties } from "./fit/default-penalties.ts";
export { mlpCandidates } from "./fit/mlp-candidates.ts";
export type { MlpSpace } from "./fit/mlp-candidates.ts";
export { protocols } from "./fit/protocols.ts";
export type { Protocol } from "./fit/protocols.ts";
export { searchNetworks } from "./fit/search-networks.ts";
export type { Features, SearchOptions, SearchResult, Split } from "./fit/search-networks.ts";
export type { ClassificationTargets, RegressionTargets, Targets } from "./fit/targets.ts";
