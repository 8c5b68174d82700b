import { ShapeError } from "./errors.ts";

/**
 * Float64 numbers on a grid of any number of axes, row-major: entry (i, j, …, k) is
 * `data[((i * shape[1] + j) * … ) * shape.at(-1) + k]`. The first axis counts samples, the last one
 * channels: images are [N, height, width, channels], sequences [N, steps, channels].
 *
 * A plain record: any object of this form works wherever a `Tensor` is asked for.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Tensor of the given shape over `data` (not copied), or of zeros. An empty shape is one number.
 *
 * @throws {@link ShapeError} when a size is not a non-negative integer or `data` has another length
 */
export function tensor(shape: readonly number[], data?: Float64Array): Tensor {
  if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ShapeError(`tensor: sizes must be non-negative integers, got [${shape.join(", ")}]`);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (data !== undefined && data.length !== length) {
    throw new ShapeError(
      `tensor: data must have ${length} entries ([${shape.join(", ")}]), got ${data.length}`,
    );
  }
  return { shape: [...shape], data: data ?? new Float64Array(length) };
}
