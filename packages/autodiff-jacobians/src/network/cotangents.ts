import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { numbers } from "../ops/series.ts";

/** Cotangents [Q, N, O] that are the rows of C [Q, O] at every example; the identity without C. */
export function spreadCotangents(
  c: Matrix | undefined,
  outputs: number,
  examples: number,
): { readonly count: number; readonly data: Float64Array } {
  if (c !== undefined && c.cols !== outputs) {
    throw new ShapeError(
      `factors: cotangents must have ${outputs} columns (outputs), got ${c.rows}×${c.cols}`,
    );
  }
  const count = c?.rows ?? outputs;
  const data = numbers(count * examples * outputs);
  for (let q = 0; q < count; q++) {
    for (let n = 0; n < examples; n++) {
      const at = (q * examples + n) * outputs;
      if (c === undefined) data[at + q] = 1;
      else data.set(c.data.subarray(q * outputs, (q + 1) * outputs), at);
    }
  }
  return { count, data };
}

/** @throws ShapeError, NumericalError unless u has the shape of the outputs and finite entries */
export function checkCotangents(caller: string, u: Matrix, { rows, cols }: Matrix): void {
  if (u.rows !== rows || u.cols !== cols || u.data.length !== rows * cols) {
    throw new ShapeError(
      `${caller}: the cotangent must be ${rows}×${cols} as the outputs, got ${u.rows}×${u.cols}`,
    );
  }
  const at = u.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const detail = { row: Math.floor(at / cols), col: at % cols };
  throw new NumericalError(
    `${caller}: the cotangent must be finite, got ${u.data[at]!} in row ${detail.row}, column ${detail.col}`,
    "non-finite",
    detail,
  );
}
