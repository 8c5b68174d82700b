import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross } from "../check.ts";
import { classify } from "../classification/classify.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { SvcModel } from "./support-vector-path.ts";

/** Predictions of a support-vector classifier for M rows. */
export interface SvcPrediction {
  /** Class of each row, shape [M]. */
  readonly labels: Int32Array;
  /** One-vs-one: votes per class; one-vs-rest: 1 where the machine says yes. Shape [M, classes]. */
  readonly votes: Matrix;
  /** Decision value of each machine, shape [M, machines]; above 0 is its positive side. */
  readonly decision: Matrix;
  /**
   * A continuous score per class, shape [M, classes]: the sum of the decision values for the class
   * minus those against it (one-vs-one), or its machine's decision value (one-vs-rest). For
   * probabilities; `labels` come from the votes, as in the common library.
   */
  readonly scores: Matrix;
}

/**
 * Classes, votes and decision values for M rows whose kernel with the training rows is `cross`.
 *
 * A decision value above 0 votes for the machine's positive class, otherwise for the negative one;
 * most votes win, ties go to the lowest class. One-vs-rest takes the highest decision value.
 *
 * @param cross - shape [M, N]. O(M N machines).
 * @throws {@link ShapeError} when `cross` has not N columns; {@link NumericalError} when not finite
 */
export async function svcPredict(
  model: SvcModel,
  cross: Matrix,
  options: SolverOptions = {},
): Promise<SvcPrediction> {
  checkCross("svcPredict", cross, model.coefficients.rows);
  const { engine } = resolveOptions(options);
  const decision = await engine.multiply(cross, model.coefficients, options);
  decision.data.forEach((value, at) => {
    decision.data[at] = value + model.biases[at % model.biases.length]!;
  });
  const votes = matrix(cross.rows, model.classes);
  const scores = matrix(cross.rows, model.classes);
  for (let i = 0; i < cross.rows; i++) tally(model, decision, i, votes, scores);
  const rest = model.machines.some(([, negative]) => negative === -1);
  return { labels: classify(rest ? present(model, scores) : votes), votes, decision, scores };
}

/** Adds row `i`'s decision values to the votes and scores. */
function tally(
  { machines, classes }: SvcModel,
  decision: Matrix,
  i: number,
  votes: Matrix,
  scores: Matrix,
): void {
  machines.forEach(([positive, negative], m) => {
    const value = decision.data[i * machines.length + m]!;
    const winner = value > 0 ? positive : negative;
    if (winner !== -1) votes.data[i * classes + winner]! += 1;
    scores.data[i * classes + positive]! += value;
    if (negative !== -1) scores.data[i * classes + negative]! -= value;
  });
}

/** Scores with −∞ for classes that have no machine, so that they cannot win over a negative score. */
function present({ machines, classes }: SvcModel, scores: Matrix): Matrix {
  const known = new Set(machines.map(([positive]) => positive));
  return {
    ...scores,
    data: scores.data.map((score, at) => (known.has(at % classes) ? score : -Infinity)),
  };
}
