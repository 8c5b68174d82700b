import { networkHash } from "@ntkit/architecture";
import type { ConfigurationResult } from "@ntkit/solvers";
import type { Candidate } from "./candidate.ts";
import { chooseBest } from "./choose-best.ts";
import { defaultPenalties } from "./default-penalties.ts";
import { mlpCandidates } from "./mlp-candidates.ts";
import {
  type Features,
  type SearchOptions,
  type SearchResult,
  searchNetworks,
} from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/** The linear model: one dense layer with a bias. Its NTK and its NNGP are the same. */
const linear: Candidate = mlpCandidates({
  depths: [1],
  activations: ["relu"],
  fixedLayers: [0],
  weightStd: Math.SQRT2,
  biasStd: 1,
})[0]!;

/** Where the baseline is measured, and what has been measured there already. */
export interface LinearBaselineOptions extends Pick<
  SearchOptions,
  | "splits"
  | "solver"
  | "penalty"
  | "loss"
  | "huberDelta"
  | "noiseShape"
  | "engine"
  | "workers"
  | "signal"
> {
  /** How a candidate is measured. Default `searchNetworks`. */
  readonly searchWith?: ((candidate: SearchOptions) => Promise<SearchResult>) | undefined;
  readonly measured: Pick<SearchOptions, "candidates" | "penalties"> & {
    readonly search: SearchResult;
  };
}

/** A linear model at its best penalty of the default grid, on the same splits as the candidates. */
export async function linearBaseline(
  features: Features,
  targets: Targets,
  { measured, searchWith, ...options }: LinearBaselineOptions,
): Promise<ConfigurationResult> {
  const penalties = defaultPenalties[options.solver];
  const at = measured.candidates.findIndex(
    ({ network }) => networkHash(network) === networkHash(linear.network),
  );
  if (at >= 0 && measured.penalties === penalties) {
    const { configurations } = measured.search;
    const mine = configurations.filter(({ candidateIndex }) => candidateIndex === at);
    const found = { ...measured.search, configurations: mine };
    return chooseBest(found, targetMatrix(targets), "squared-error");
  }
  const search = { ...options, candidates: [linear], penalties, kernel: "nngp" as const };
  return (await (searchWith?.(search) ?? searchNetworks(features, targets, search))).best;
}
