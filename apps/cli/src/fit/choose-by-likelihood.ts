import { selectRows } from "@ntkit/linalg";
import type { FitRequest } from "./fit-flags.ts";
import type { FitHooks } from "./fit-outcome.ts";
import type { FitProblem } from "./fit-problem.ts";
import type { Candidate } from "./candidate.ts";
import { type LikelyCandidate, type Tuner, likelihoods } from "./likelihood.ts";
import { mlpCandidates } from "./mlp-candidates.ts";
import { targetMatrix } from "./targets.ts";

/** Every network with its marginal likelihood, and the most likely one. */
export interface LikelyChoice {
  readonly all: readonly LikelyCandidate[];
  readonly best: LikelyCandidate;
}

/** The network, with its standard deviations and noise, that makes the targets of these rows most likely. */
export async function chooseByLikelihood(
  { flags, fixedStds }: FitRequest,
  problem: FitProblem,
  candidates: readonly Candidate[],
  rows: Int32Array,
  { engine, workers, signal, onProgress }: FitHooks,
): Promise<LikelyChoice> {
  const x = selectRows(problem.features(rows), rows);
  const targets = selectRows(targetMatrix(problem.targets), rows);
  const all = await likelihoods(candidates, x, targets, {
    kernel: flags.kernel,
    tuner: fixedStds ? () => undefined : tunedMlp,
    engine,
    workers,
    signal,
    onProgress: (part) => {
      onProgress(0.5 * part, "marginal likelihood");
    },
  });
  const best = all.reduce((most, other) =>
    other.logMarginalLikelihood > most.logMarginalLikelihood ? other : most,
  );
  return { all, best };
}

/** The same multilayer perceptron with other standard deviations. */
const tunedMlp: Tuner = ({ label, settings }, weightStd, biasStd) => {
  const { depth, activation, fixedLayers } = settings;
  const [same] = mlpCandidates({
    depths: [Number(depth)],
    activations: [String(activation ?? "relu")],
    fixedLayers: [Number(fixedLayers)],
    weightStd,
    biasStd,
  });
  return { label, network: same!.network, settings: { ...settings, weightStd, biasStd } };
};
