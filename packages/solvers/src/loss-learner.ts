import { meanDiagonal } from "./add-diagonal.ts";
import { checkKernel, checkNonNegative, checkTargets } from "./check.ts";
import { constantStart } from "./constant-start.ts";
import { lossFlowLimit } from "./dynamics/loss-flow-limit.ts";
import type { Objective } from "./dynamics/objective.ts";
import { expansionPath } from "./expansion-path.ts";
import type { Learner } from "./learner.ts";

export interface LossLearnerOptions {
  /** ℓ of a row, with value and curvature. */
  readonly objective: Objective;
  /** Grid of λ in Σ ℓ(f) + ½ λ αᵀKα, absolute unless `relative`. */
  readonly ridges: readonly number[];
  /** Whether the grid is in units of the mean of the kernel's diagonal. Default false. */
  readonly relative?: boolean | undefined;
  /** Measure the penalty from the best constant of the training targets instead of 0. Default false. */
  readonly center?: boolean | undefined;
}

/**
 * Penalised learning on any convex loss as a {@link Learner}: `lossFlowLimit` for every ridge. With
 * `crossEntropyLoss` kernel logistic regression, with `huberLoss` a regression that bears outliers.
 *
 * @throws {@link RangeError} when the grid is empty or has a negative value
 */
export function lossLearner(settings: LossLearnerOptions): Learner {
  const { objective, ridges, relative = false, center = false } = settings;
  if (ridges.length === 0) throw new RangeError("lossLearner: ridges must not be empty, got []");
  for (const ridge of ridges) checkNonNegative("lossLearner", "ridges", ridge);
  return {
    name: objective.name,
    grid: [...ridges],
    async fitPath(kernel, targets, options = {}) {
      checkKernel("lossLearner", kernel);
      checkTargets("lossLearner", targets, kernel.rows);
      const { offset, initial } = constantStart("lossLearner", objective, targets, center);
      const unit = relative ? meanDiagonal(kernel) : 1;
      const quiet = { engine: options.engine, signal: options.signal };
      const coefficients = [];
      for (const [done, value] of ridges.entries()) {
        const problem = { kernel, targets, initial, objective, ridge: value * unit };
        const limit = await lossFlowLimit({ ...problem, loss: "mean" }, undefined, quiet);
        coefficients.push(limit.coefficients);
        options.onProgress?.((done + 1) / ridges.length);
      }
      return expansionPath(coefficients, offset);
    },
  };
}
