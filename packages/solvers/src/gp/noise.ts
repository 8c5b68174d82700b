import { ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { addDiagonal } from "../regression/add-diagonal.ts";
import { checkNonNegative } from "../check.ts";

/** The noise of row i. */
export function noiseAt(noise: number | Float64Array, i: number): number {
  return typeof noise === "number" ? noise : noise[i]!;
}

/** The least noise of any row. */
export function smallestNoise(noise: number | Float64Array): number {
  return typeof noise === "number"
    ? noise
    : noise.reduce((least, value) => Math.min(least, value), Infinity);
}

/** K + diag(noise), a new matrix (K itself for 0). */
export function addNoise(kernel: Matrix, noise: number | Float64Array): Matrix {
  if (typeof noise === "number") return addDiagonal(kernel, noise);
  const data = Float64Array.from(kernel.data);
  noise.forEach((value, i) => (data[i * (kernel.cols + 1)]! += value));
  return { rows: kernel.rows, cols: kernel.cols, data };
}

/** @throws ShapeError, RangeError unless `noise` is one variance or one per row, finite and at least 0. */
export function checkNoise(
  caller: string,
  noise: number | Float64Array,
  rows: number,
  name = "noise",
): void {
  if (typeof noise === "number") {
    checkNonNegative(caller, name, noise);
    return;
  }
  if (noise.length !== rows) {
    throw new ShapeError(
      `${caller}: ${name} must be one number or ${rows} (one per row), got ${noise.length}`,
    );
  }
  noise.forEach((value, row) => {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `${caller}: ${name} must be finite and at least 0, got ${value} in row ${row}`,
      );
    }
  });
}
