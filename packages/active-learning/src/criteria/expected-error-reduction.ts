import type { Criterion } from "./criterion.ts";

/**
 * How much fewer of the reference rows the model expects to get wrong: Σ_x max_o p⁺(o|x) − max_o p(o|x)
 * for p = softmax(g / T), p⁺ = softmax(f⁺ / T). Use it with pseudo-labels by `"distribution"`, of which
 * it then is the mean.
 *
 * O(outputs) exponentials for each pair of candidate and reference row: the dearest criterion.
 *
 * @param temperature - T > 0, in units of the outputs; default 1
 * @see Roy & McCallum 2001, "Toward optimal active learning through sampling estimation of error reduction"
 */
export function expectedErrorReduction(temperature = 1): Criterion {
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new RangeError(
      `expectedErrorReduction: temperature must be positive and finite, got ${temperature}`,
    );
  }
  return {
    usesLabels: true,
    prepare: ({ predictions: { data, cols, rows } }) => {
      if (cols < 2) {
        throw new RangeError(
          `expectedErrorReduction: the model must have an output for each class, got ${cols}`,
        );
      }
      const none = new Float64Array(cols);
      let before = 0;
      for (let x = 0; x < rows; x++) before += highest(data, x, 0, none, temperature);
      return ({ gain, error }) => {
        let after = 0;
        for (let x = 0; x < rows; x++) after += highest(data, x, gain[x]!, error, temperature);
        return after - before;
      };
    },
  };
}

/** The largest of softmax((g(x) + weight · error) / T): 1 / Σ e^((f_o − f_max) / T). */
function highest(
  g: Float64Array,
  x: number,
  weight: number,
  error: Float64Array,
  temperature: number,
): number {
  const outputs = error.length;
  const from = x * outputs;
  let top = -Infinity;
  for (let o = 0; o < outputs; o++) top = Math.max(top, g[from + o]! + weight * error[o]!);
  let sum = 0;
  for (let o = 0; o < outputs; o++) {
    sum += Math.exp((g[from + o]! + weight * error[o]! - top) / temperature);
  }
  return 1 / sum;
}
