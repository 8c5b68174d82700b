import { NumericalError } from "@ntkit/linalg";
import type { Cholesky, Matrix } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/**
 * Cholesky factor of `shifted` = kernel + ridge I.
 *
 * A pivot that is positive only by rounding (at most N ε times the diagonal entry) counts as failed:
 * the solution would be noise.
 *
 * @throws NumericalError "not-positive-definite" with `pivot`, `value` and, where the kernel has equal
 *   rows, `row` and `duplicateOf`
 */
export async function factorKernel(
  caller: string,
  kernel: Matrix,
  shifted: Matrix,
  ridge: number,
  options: SolverOptions,
): Promise<Cholesky> {
  const { engine } = resolveOptions(options);
  let factor: Cholesky;
  try {
    factor = await engine.cholesky(shifted, options);
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    const pivot = Number(error.detail.pivot);
    throw notPositiveDefinite(caller, kernel, ridge, pivot, Number(error.detail.value), error);
  }
  const n = shifted.rows;
  for (let i = 0; i < n; i++) {
    const value = factor.lower.data[i * n + i]! ** 2;
    if (value <= n * Number.EPSILON * shifted.data[i * n + i]!) {
      throw notPositiveDefinite(caller, kernel, ridge, i, value);
    }
  }
  return factor;
}

function notPositiveDefinite(
  caller: string,
  kernel: Matrix,
  ridge: number,
  pivot: number,
  value: number,
  cause?: unknown,
): NumericalError {
  const equal = equalRows(kernel, pivot);
  const why =
    equal === undefined
      ? `got pivot ${value} in row ${pivot}`
      : `but rows ${equal.duplicateOf} and ${equal.row} have the same kernel row`;
  return new NumericalError(
    `${caller}: kernel + ridge·I must be positive definite, ${why}; use ${ridge === 0 ? "ridge > 0" : `a ridge larger than ${ridge}`}`,
    "not-positive-definite",
    { pivot, value, ridge, ...equal },
    { cause },
  );
}

/**
 * A pair of rows with the same kernel entries, the later one at `pivot` or, since a pivot of 0 can
 * pass as positive by rounding, the last before it.
 */
function equalRows(
  kernel: Matrix,
  pivot: number,
): { readonly row: number; readonly duplicateOf: number } | undefined {
  for (let row = pivot; row > 0; row--) {
    const duplicateOf = equalRow(kernel, row);
    if (duplicateOf >= 0) return { row, duplicateOf };
  }
  return undefined;
}

/**
 * The first pair of rows with the same kernel entries and different targets, which no function of the kernel can
 * meet exactly; undefined where there is none.
 */
export function contradiction(
  kernel: Matrix,
  targets: Matrix,
):
  | {
      readonly row: number;
      readonly duplicateOf: number;
      readonly output: number;
      readonly difference: number;
    }
  | undefined {
  for (let row = 1; row < kernel.rows; row++) {
    const duplicateOf = equalRow(kernel, row);
    if (duplicateOf < 0) continue;
    for (let output = 0; output < targets.cols; output++) {
      const [a, b] = [row, duplicateOf].map((r) => targets.data[r * targets.cols + output]!);
      if (a !== b) return { row, duplicateOf, output, difference: a! - b! };
    }
  }
  return undefined;
}

/** The first row before `row` with the same kernel entries up to rounding, or −1. */
function equalRow({ data, cols }: Matrix, row: number): number {
  let largest = 0;
  for (let k = 0; k < cols; k++) largest = Math.max(largest, Math.abs(data[row * cols + k]!));
  for (let i = 0; i < row; i++) {
    let k = 0;
    while (
      k < cols &&
      Math.abs(data[i * cols + k]! - data[row * cols + k]!) <= 64 * Number.EPSILON * largest
    ) {
      k++;
    }
    if (k === cols) return i;
  }
  return -1;
}
