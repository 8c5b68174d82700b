import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** @throws ShapeError unless `a` is rows×cols (undefined: any); NumericalError "non-finite" with row and column. */
export function checkMatrix(
  caller: string,
  name: string,
  a: Matrix,
  rows: number | undefined,
  cols: number | undefined,
): void {
  if ((rows !== undefined && a.rows !== rows) || (cols !== undefined && a.cols !== cols)) {
    throw new ShapeError(
      `${caller}: ${name} must be ${rows ?? "any"}×${cols ?? "any"}, got ${a.rows}×${a.cols}`,
    );
  }
  const at = a.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const [row, col] = [Math.floor(at / a.cols), at % a.cols];
  throw new NumericalError(
    `${caller}: ${name} must be finite, got ${a.data[at]!} in row ${row}, column ${col}`,
    "non-finite",
    { row, col },
  );
}

/** @throws RangeError unless the indices are different integers in [0, size). */
export function checkIndices(
  caller: string,
  name: string,
  indices: ArrayLike<number>,
  size: number,
): Int32Array {
  const seen = new Set<number>();
  for (const index of Array.from(indices)) {
    if (!Number.isInteger(index) || index < 0 || index >= size || seen.has(index)) {
      throw new RangeError(
        `${caller}: ${name} must be different integers from 0 to ${size - 1}, got ${index}${seen.has(index) ? " twice" : ""}`,
      );
    }
    seen.add(index);
  }
  return Int32Array.from(indices);
}

/** @throws RangeError unless `count` is an integer from 1 to `size`. */
export function checkCount(caller: string, count: number, size: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= size) return;
  throw new RangeError(
    `${caller}: count must be an integer from 1 to the ${size} candidates, got ${count}`,
  );
}
