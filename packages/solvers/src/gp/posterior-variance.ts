import { NumericalError } from "@ntkit/linalg";
import { noiseAt } from "./noise.ts";

/**
 * s² (prior − explained + noise) per row. What is within rounding of 0, `terms` · ε of the prior,
 * is 0.
 *
 * @throws NumericalError "not-positive-definite" when a variance is negative by more than that
 */
export function posteriorVariance(
  prior: Float64Array,
  explained: Float64Array,
  settings: {
    readonly amplitude: number;
    readonly noise: number | Float64Array;
    readonly terms: number;
  },
): Float64Array {
  const { amplitude, noise, terms } = settings;
  return prior.map((before, row) => {
    const variance = before - explained[row]!;
    // the explained part is a sum of `terms` squares, each with its own rounding
    const rounding = 8 * terms * Number.EPSILON * Math.max(before, explained[row]!);
    if (variance >= -rounding)
      return amplitude * ((variance > rounding ? variance : 0) + noiseAt(noise, row));
    throw new NumericalError(
      `posteriorVariance: variances must not be negative, got ${variance} in row ${row} (prior ${before}); check that all kernels come from the same network and rows`,
      "not-positive-definite",
      { row, value: variance, prior: before },
    );
  });
}
