import {
  type Learner,
  type Objective,
  crossEntropyLoss,
  flowLearner,
  huberLoss,
  logisticLoss,
  lossLearner,
  ridgeLearner,
  squaredLoss,
  svcLearner,
} from "@ntkit/solvers";

/** What is minimised. */
export type LossName = "squared" | "logistic" | "cross-entropy" | "huber";

/** What keeps a model from following the training rows too closely. */
export type PenaltyKind = "ridge" | "C" | "time";

/** How to learn from a kernel. */
export interface Learning {
  /** Ridge regression of centred (one-hot) targets, or one-against-one C-support-vector machines. */
  readonly solver: "ridge" | "svm";
  /**
   * What the penalties are: ridges relative to the mean of the training kernel's diagonal, values of C, or times at
   * which gradient flow on the mean loss stops. Default as the solver's.
   */
  readonly penalty?: PenaltyKind | undefined;
  /** Default squared. */
  readonly loss?: LossName | undefined;
  /** Where Huber's loss becomes linear, in units of the target. */
  readonly huberDelta?: number | undefined;
  /** Noise of every row of the table up to a factor, mean 1, for ridges. */
  readonly noiseShape?: Float64Array | undefined;
}

/** The learner with these penalties as its grid. */
export function learnerOf(how: Learning, penalties: readonly number[]): Learner {
  // One huge C that stops at the cap on steps is a bad candidate, not the end of the search.
  if (how.solver === "svm") return svcLearner({ C: penalties, throwOnFailure: false });
  const objective = objectiveOf(how);
  if (how.penalty === "time") return flowLearner({ times: penalties, objective, center: true });
  const grid = { ridges: penalties, relative: true, center: true };
  if (objective !== squaredLoss) return lossLearner({ objective, ...grid });
  return ridgeLearner({ ...grid, noiseShape: how.noiseShape });
}

function objectiveOf({ loss = "squared", huberDelta }: Learning): Objective {
  if (loss === "huber") return huberLoss(huberDelta!);
  return { squared: squaredLoss, logistic: logisticLoss, "cross-entropy": crossEntropyLoss }[loss];
}
