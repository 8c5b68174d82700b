import type { Criterion } from "./criterion.ts";

/**
 * Most likely model output change: Σ_x ‖f⁺(x) − f(x)‖ over the reference rows, f the outputs before
 * training.
 *
 * @param norm - of the outputs' change: `"absolute"` (sum of absolute values, default) or `"euclidean"`
 * @see Mohamadi, Bae & Sutherland 2022 (arXiv:2206.12569), MLMOC
 */
export function outputChange(norm: "absolute" | "euclidean" = "absolute"): Criterion {
  return {
    usesLabels: true,
    prepare: ({ predictions, outputs }) => {
      const delta = predictions.data.map((value, at) => value - outputs.data[at]!);
      const sum = norm === "absolute" ? sumOfAbsolutes : sumOfLengths;
      return ({ gain, error }) => sum(delta, gain, error);
    },
  };
}

function sumOfAbsolutes(delta: Float64Array, gain: Float64Array, error: Float64Array): number {
  const outputs = error.length;
  let sum = 0;
  for (let x = 0, at = 0; x < gain.length; x++) {
    const weight = gain[x]!;
    for (let o = 0; o < outputs; o++, at++) sum += Math.abs(delta[at]! + weight * error[o]!);
  }
  return sum;
}

function sumOfLengths(delta: Float64Array, gain: Float64Array, error: Float64Array): number {
  const outputs = error.length;
  let sum = 0;
  for (let x = 0, at = 0; x < gain.length; x++) {
    const weight = gain[x]!;
    let squares = 0;
    for (let o = 0; o < outputs; o++, at++) squares += (delta[at]! + weight * error[o]!) ** 2;
    sum += Math.sqrt(squares);
  }
  return sum;
}
