import { matrix, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkFinite } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { FlowTestRows } from "./spectral-predict.ts";

/** f₀* + K* α for each α, shape [M, O]. O(N M O) each. */
export async function coefficientOutputs(
  caller: string,
  trainInitial: Matrix,
  coefficients: readonly Matrix[],
  test: FlowTestRows,
  options: SolverOptions,
): Promise<Matrix[]> {
  const { engine, signal } = resolveOptions(options);
  const { rows, cols } = coefficients[0]!;
  checkCross(caller, test.cross, rows);
  const start = crossInitial(caller, trainInitial.cols, trainInitial.cols / cols, test);
  const found: Matrix[] = [];
  for (const alpha of coefficients) {
    const change = await engine.multiply(test.cross, alpha, { signal });
    const data = start.data.map((value, at) => value + change.data[at]!);
    found.push(matrix(start.rows, start.cols, data));
  }
  return found;
}

/**
 * f₀* in its shape [M, O], zeros when not given.
 *
 * @param perRow - rows of K* for each row of outputs: 1, or O for a full kernel
 * @throws ShapeError, NumericalError
 */
export function crossInitial(
  caller: string,
  outputs: number,
  perRow: number,
  { cross, initial }: FlowTestRows,
): Matrix {
  if (cross.rows % perRow !== 0) {
    throw new ShapeError(
      `${caller}: cross must have a multiple of ${perRow} rows (one per row and output), got ${cross.rows}×${cross.cols}`,
    );
  }
  const rows = cross.rows / perRow;
  if (initial === undefined) return matrix(rows, outputs);
  if (initial.rows !== rows || initial.cols !== outputs) {
    throw new ShapeError(
      `${caller}: test.initial must be ${rows}×${outputs}, got ${initial.rows}×${initial.cols}`,
    );
  }
  checkFinite(caller, "test.initial", initial);
  return initial;
}
