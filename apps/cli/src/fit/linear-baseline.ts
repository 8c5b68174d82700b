import type { ConfigurationResult } from "@ntkit/solvers";
import type { Candidate } from "./candidate.ts";
import { defaultPenalties } from "./default-penalties.ts";
import { mlpCandidates } from "./mlp-candidates.ts";
import { type Features, type SearchOptions, searchNetworks } from "./search-networks.ts";
import type { Targets } from "./targets.ts";

/** The linear model: one dense layer with a bias. */
const linear: Candidate = mlpCandidates({
  depths: [1],
  activations: ["relu"],
  fixedLayers: [0],
  weightStd: Math.SQRT2,
  biasStd: 1,
})[0]!;

/** A linear model at its best penalty of the default grid, measured on the same splits as the candidates. */
export async function linearBaseline(
  features: Features,
  targets: Targets,
  options: Pick<SearchOptions, "splits" | "solver" | "signal">,
): Promise<ConfigurationResult> {
  const penalties = defaultPenalties[options.solver];
  const search = { ...options, candidates: [linear], penalties, kernel: "nngp" as const };
  return (await searchNetworks(features, targets, search)).best;
}
