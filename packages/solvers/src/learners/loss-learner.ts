import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { meanDiagonal } from "../regression/add-diagonal.ts";
import { checkKernel, checkRidges, checkTargets } from "../check.ts";
import { constantStart } from "./constant-start.ts";
import { gradientFlow } from "../dynamics/gradient-flow.ts";
import { rowGradients } from "../dynamics/loss-flow.ts";
import { complete, lossFlowLimit } from "../dynamics/loss-flow-limit.ts";
import { penalizedMinimum } from "../dynamics/penalized-minimum.ts";
import { reachableSpace } from "../dynamics/reachable-space.ts";
import type { Objective } from "../dynamics/objective.ts";
import { expansionPath } from "./expansion-path.ts";
import type { Learner } from "./learner.ts";
import type { SolverOptions } from "../solver-options.ts";

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
  checkRidges("lossLearner", ridges);
  return {
    name: objective.name,
    grid: [...ridges],
    async fitPath(kernel, targets, options = {}) {
      checkKernel("lossLearner", kernel);
      checkTargets("lossLearner", targets, kernel.rows);
      const { offset, initial } = constantStart("lossLearner", objective, targets, center);
      const unit = relative ? meanDiagonal(kernel) : 1;
      const absolute = ridges.map((ridge) => ridge * unit);
      const problem = { kernel, targets, initial, objective };
      return expansionPath(await coefficientsOf(problem, absolute, options), offset);
    },
  };
}

interface Fit {
  readonly kernel: Matrix;
  readonly targets: Matrix;
  readonly initial: Matrix;
  readonly objective: Objective;
}

/** From one eigendecomposition, the largest ridge first, each minimum the start of the search for the next. */
async function coefficientsOf(
  problem: Fit,
  ridges: readonly number[],
  { engine, signal, onProgress }: SolverOptions,
): Promise<Matrix[]> {
  const call = { engine, signal };
  const stated = { ...problem, loss: "mean" as const };
  const objective = complete(problem.objective);
  const space = reachableSpace(await gradientFlow(stated, call));
  const found = new Map<number, Matrix>();
  let start: Float64Array | undefined;
  for (const ridge of [...new Set(ridges)].sort((a, b) => b - a)) {
    if (ridge === 0) {
      found.set(0, (await lossFlowLimit(stated, undefined, call)).coefficients);
      continue;
    }
    const { targets } = problem;
    const { u, outputs } = await penalizedMinimum(
      { space, objective, targets, ridge, start },
      call,
    );
    start = u;
    const pull = rowGradients(objective, outputs, targets).map((slope) => -slope / ridge);
    found.set(ridge, matrix(targets.rows, targets.cols, pull));
    onProgress?.(found.size / ridges.length);
  }
  return ridges.map((ridge) => found.get(ridge)!);
}
