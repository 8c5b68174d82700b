import { diagonal } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkNonNegative } from "../check.ts";

/** A + value I, a new matrix (A itself for 0). */
export function addDiagonal(a: Matrix, value: number): Matrix {
  if (value === 0) return a;
  const data = Float64Array.from(a.data);
  for (let i = 0; i < a.rows; i++) data[i * a.cols + i]! += value;
  return { rows: a.rows, cols: a.cols, data };
}

/** Mean of the diagonal: the unit of `relativeRidge`. */
export function meanDiagonal(a: Matrix): number {
  return diagonal(a).reduce((sum, value) => sum + value, 0) / a.rows;
}

/**
 * The ridge in the kernel's own units, whichever way it was given; 0 when it was not.
 *
 * @throws RangeError when both are given or one is negative or not finite
 */
export function absoluteRidge(
  caller: string,
  problem: {
    readonly kernel: Matrix;
    readonly ridge?: number | undefined;
    readonly relativeRidge?: number | undefined;
  },
): number {
  const { kernel, ridge, relativeRidge } = problem;
  if (relativeRidge === undefined) {
    checkNonNegative(caller, "ridge", ridge ?? 0);
    return ridge ?? 0;
  }
  if (ridge !== undefined) {
    throw new RangeError(
      `${caller}: only one of ridge and relativeRidge can be given, got ${ridge} and ${relativeRidge}`,
    );
  }
  checkNonNegative(caller, "relativeRidge", relativeRidge);
  return relativeRidge * meanDiagonal(kernel);
}
