import { classify } from "@ntkit/solvers";
import type { Criterion } from "./criterion.ts";

/**
 * Reference rows whose class changes: argmax f⁺(x) ≠ argmax g(x), so the candidate on which the model
 * after training agrees least with the model before comes first. Needs two outputs at least.
 *
 * @see Mohamadi, Bae & Sutherland 2022, the agreement score of the published experiments
 */
export const labelChange: Criterion = {
  usesLabels: true,
  prepare: ({ predictions }) => {
    if (predictions.cols < 2) {
      throw new RangeError(
        `labelChange: the model must have an output for each class, got ${predictions.cols}`,
      );
    }
    const before = classify(predictions);
    const { data } = predictions;
    return ({ gain, error }) => {
      let changed = 0;
      for (let x = 0; x < gain.length; x++) {
        if (bestOutput(data, x, gain[x]!, error) !== before[x]) changed++;
      }
      return changed;
    };
  },
};

/** argmax of g(x) + weight · error, ties to the lowest class. */
function bestOutput(g: Float64Array, x: number, weight: number, error: Float64Array): number {
  const outputs = error.length;
  const from = x * outputs;
  let [best, highest] = [0, g[from]! + weight * error[0]!];
  for (let o = 1; o < outputs; o++) {
    const value = g[from + o]! + weight * error[o]!;
    if (value > highest) [best, highest] = [o, value];
  }
  return best;
}
