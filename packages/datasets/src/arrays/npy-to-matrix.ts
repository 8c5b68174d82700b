import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

import { dataError } from "../data-error.ts";
import type { NpyArray } from "./npy-array.ts";
import { toFloat64 } from "./to-float64.ts";

/** How {@link npyToMatrix} reads. */
export interface NpyToMatrixOptions {
  /** The file's name, for messages. */
  readonly file?: string;
  /** Let NaN and infinity pass. Default false. */
  readonly allowNonFinite?: boolean;
}

/**
 * Float64 matrix of an array: [N, M] as it is, [N] as a column [N, 1] (N rows of one number).
 *
 * @throws {@link DataError} when the array has no or more than two dimensions, an entry is NaN or
 *   infinite (with row and column), or an integer lies beyond 2⁵³ and would be rounded
 */
export function npyToMatrix(array: NpyArray, options: NpyToMatrixOptions = {}): Matrix {
  const [rows, cols = 1] = array.shape;
  if (rows === undefined || array.shape.length > 2) {
    const message = `array must have one or two dimensions, got shape (${array.shape.join(", ")})`;
    throw dataError("npyToMatrix", message, { file: options.file });
  }
  const place = (at: number) => `row ${Math.floor(at / cols)}, column ${at % cols}`;
  return matrix(rows, cols, toFloat64("npyToMatrix", array, options, place));
}
