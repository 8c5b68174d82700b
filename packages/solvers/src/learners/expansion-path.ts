import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { KernelExpansion } from "./kernel-expansion.ts";
import type { LearnerPath } from "./learner.ts";
import { regressionPredict } from "../regression/regression-predict.ts";

/** A path that predicts for all values with one product, of `cross` and the coefficients side by side. */
export function expansionPath(coefficients: readonly Matrix[], offset: Float64Array): LearnerPath {
  const [values, outputs, n] = [coefficients.length, offset.length, coefficients[0]!.rows];
  const wide = matrix(n, values * outputs);
  coefficients.forEach(({ data }, v) => {
    data.forEach((value, at) => {
      const [i, o] = [Math.floor(at / outputs), at % outputs];
      wide.data[i * wide.cols + v * outputs + o] = value;
    });
  });
  const offsets = Float64Array.from({ length: wide.cols }, (_, at) => offset[at % outputs]!);
  return {
    expansions: coefficients.map((c): KernelExpansion => ({ coefficients: c, offset })),
    async predict(cross, options = {}) {
      const all = await regressionPredict({ coefficients: wide, offset: offsets }, cross, options);
      return coefficients.map((_, v) => columns(all, v * outputs, outputs));
    },
  };
}

/** Columns `from` to `from + count − 1` of `a`. */
function columns(a: Matrix, from: number, count: number): Matrix {
  const picked = matrix(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    const start = i * a.cols + from;
    picked.data.set(a.data.subarray(start, start + count), i * count);
  }
  return picked;
}
