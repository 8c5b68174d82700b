import { classify } from "../classification/classify.ts";
import type { Learner } from "./learner.ts";
import type { SvmDualOptions } from "../svm/solve-svm-dual.ts";
import { supportVectorPath } from "../svm/support-vector-path.ts";
import type { SvcGridProblem } from "../svm/support-vector-path.ts";
import { svcPredict } from "../svm/svc-predict.ts";

export interface SvcLearnerOptions
  extends
    Pick<SvcGridProblem, "strategy" | "classWeights">,
    Pick<SvmDualOptions, "tolerance" | "maxSteps" | "throwOnFailure"> {
  /** Grid of C. */
  readonly C: readonly number[];
  /** What is predicted: "votes", whose highest is the class as in the common library, or the
   * continuous "scores" of `svcPredict`. Default "votes". */
  readonly output?: "votes" | "scores" | undefined;
}

/**
 * The C-support-vector classifier as a {@link Learner}. Targets are one-hot (the class of a row is
 * its largest entry).
 *
 * Values of C are solved in ascending order, each from the solution of the one before; the grid's own
 * order is kept in the result.
 *
 * @throws {@link RangeError} when the grid is empty
 */
export function svcLearner(settings: SvcLearnerOptions): Learner {
  const { C: grid, output = "votes", strategy, classWeights, ...solver } = settings;
  if (grid.length === 0) throw new RangeError("svcLearner: C must not be empty, got []");
  return {
    name: "svc",
    grid: [...grid],
    async fitPath(kernel, targets, options = {}) {
      const models = await supportVectorPath(
        {
          kernel,
          labels: classify(targets),
          classes: targets.cols,
          C: grid,
          strategy,
          classWeights,
        },
        { ...options, ...solver },
      );
      return {
        predict: (cross, predictOptions = {}) =>
          Promise.all(
            models.map(async (model) => (await svcPredict(model, cross, predictOptions))[output]),
          ),
      };
    },
  };
}
