import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix, Tensor } from "@ntkit/linalg";

/** Examples: rows of a matrix, or the first axis of a tensor. */
export type Inputs = Matrix | Tensor;

/** Number of examples. */
export function countOf(x: Inputs): number {
  return "rows" in x ? x.rows : (x.shape[0] ?? 0);
}

/** Examples `from` to `to`, without a copy. */
export function examplesOf(x: Inputs, from: number, to: number): Inputs {
  const count = countOf(x);
  const size = count === 0 ? 0 : x.data.length / count;
  const data = x.data.subarray(from * size, to * size);
  return "rows" in x
    ? { rows: to - from, cols: x.cols, data }
    : { shape: [to - from, ...x.shape.slice(1)], data };
}

/**
 * @throws ShapeError unless every example has this shape (or, in a matrix, this many numbers)
 * @throws NumericalError `non-finite` with the example
 */
export function checkInputs(caller: string, x: Inputs, shape: readonly number[]): void {
  const size = shape.reduce((product, length) => product * length, 1);
  const own = "rows" in x ? [x.cols] : x.shape.slice(1);
  const fits = "rows" in x ? x.cols === size : String(own) === String(shape);
  if (!fits) {
    throw new ShapeError(
      `${caller}: every example must have the shape [${shape.join(", ")}] of the network's input, got [${own.join(", ")}]`,
    );
  }
  if (x.data.length !== countOf(x) * size) {
    throw new ShapeError(
      `${caller}: ${countOf(x)} examples must have ${countOf(x) * size} numbers, got ${x.data.length}`,
    );
  }
  const at = firstNotFinite(x.data);
  if (at < 0) return;
  const row = Math.floor(at / size);
  throw new NumericalError(
    `${caller}: the inputs must be finite, got ${x.data[at]!} in example ${row}`,
    "non-finite",
    { row, col: at % size },
  );
}

/** Index of the first number that is not finite, or -1; a loop, because callbacks take five times as long. */
function firstNotFinite(x: Float64Array): number {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i]!)) return i;
  return -1;
}
