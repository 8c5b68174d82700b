import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { spreadShared } from "../ops/outer.ts";

/** C [Q, O], which holds at every example; the identity without it. */
export function sharedCotangents(
  c: Matrix | undefined,
  outputs: number,
): { readonly count: number; readonly shared: Float64Array } {
  if (c !== undefined && c.cols !== outputs) {
    throw new ShapeError(
      `factors: cotangents must have ${outputs} columns (outputs), got ${c.rows}×${c.cols}`,
    );
  }
  if (c !== undefined) return { count: c.rows, shared: c.data };
  const shared = new Float64Array(outputs * outputs);
  for (let q = 0; q < outputs; q++) shared[q * outputs + q] = 1;
  return { count: outputs, shared };
}

/** Cotangents [Q, N, O] that are {@link sharedCotangents} at every example. */
export function spreadCotangents(
  c: Matrix | undefined,
  outputs: number,
  examples: number,
): { readonly count: number; readonly data: Float64Array } {
  const { count, shared } = sharedCotangents(c, outputs);
  return { count, data: spreadShared(shared, count, examples) as Float64Array };
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
