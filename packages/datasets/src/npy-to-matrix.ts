import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

import { dataError } from "./data-error.ts";
import type { NpyArray } from "./npy-array.ts";

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
  const { file, allowNonFinite = false } = options;
  const { shape, data } = array;
  const [rows, cols = 1] = shape;
  if (rows === undefined || shape.length > 2) {
    const message = `array must have one or two dimensions, got shape (${shape.join(", ")})`;
    throw dataError("npyToMatrix", message, { file });
  }
  const result = matrix(rows, cols);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]!);
    const isExact = typeof data[i] === "number" || Number.isSafeInteger(value);
    if (!isExact || (!allowNonFinite && !Number.isFinite(value))) {
      const must = isExact ? "be finite" : "be an integer that float64 holds exactly";
      const place = `row ${Math.floor(i / cols)}, column ${i % cols}`;
      throw dataError("npyToMatrix", `entries must ${must}, got ${data[i]!} in ${place}`, { file });
    }
    result.data[i] = value;
  }
  return result;
}
