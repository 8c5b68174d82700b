import { tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";

import { dataError } from "../data-error.ts";
import type { NpyArray } from "./npy-array.ts";
import type { NpyToMatrixOptions } from "./npy-to-matrix.ts";
import { toFloat64 } from "./to-float64.ts";

/**
 * Float64 tensor of an array of any number of dimensions but none: the first counts samples, the last one
 * channels.
 *
 * @throws {@link DataError} when the array is a single number, an entry is NaN or infinite (with its
 *   index), or an integer lies beyond 2⁵³ and would be rounded
 */
export function npyToTensor(array: NpyArray, options: NpyToMatrixOptions = {}): Tensor {
  const { shape } = array;
  if (shape.length === 0) {
    const message = "array must have one dimension at least, got shape ()";
    throw dataError("npyToTensor", message, { file: options.file });
  }
  const place = (at: number) => `entry (${indexOf(at, shape).join(", ")})`;
  return tensor(shape, toFloat64("npyToTensor", array, options, place));
}

/** Index along each axis of the entry at this place of the row-major data. */
function indexOf(at: number, shape: readonly number[]): number[] {
  let rest = at;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = (rest - index) / size;
      return index;
    })
    .reverse();
}
