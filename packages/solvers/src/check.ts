import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** @throws NumericalError "non-finite" naming row and column of the first entry that is not finite. */
export function checkFinite(caller: string, name: string, { data, cols }: Matrix): void {
  const at = firstNonFinite(data);
  if (at === -1) return;
  const [row, col] = [Math.floor(at / cols), at % cols];
  throw new NumericalError(
    `${caller}: ${name} must be finite, got ${data[at]!} in row ${row}, column ${col}`,
    "non-finite",
    { row, col },
  );
}

function firstNonFinite(data: Float64Array): number {
  // v − v is 0 for finite numbers only
  for (let at = 0; at < data.length; at++) if (data[at]! - data[at]! !== 0) return at;
  return -1;
}

/** Asymmetry, relative to the largest entry, that rounding can explain. */
const symmetryTolerance = 1e-10;

/**
 * Checks that `kernel` is a kernel matrix: at least one row, square, finite, symmetric.
 *
 * @throws ShapeError, NumericalError "non-finite", RangeError (not symmetric)
 */
export function checkKernel(caller: string, kernel: Matrix, name = "kernel"): void {
  const { rows: n, cols, data } = kernel;
  if (n !== cols || n === 0) {
    throw new ShapeError(
      `${caller}: ${name} must be square with at least one row, got ${n}×${cols}`,
    );
  }
  checkFinite(caller, name, kernel);
  const tolerance = symmetryTolerance * largestEntry(data);
  for (let top = 0; top < n; top += TILE) {
    for (let left = 0; left <= top; left += TILE) {
      checkTile(caller, name, kernel, tolerance, top, left);
    }
  }
}

/** Tiles keep the strided side of the comparison in cache. */
const TILE = 64;

function checkTile(
  caller: string,
  name: string,
  { rows: n, data }: Matrix,
  tolerance: number,
  top: number,
  left: number,
): void {
  for (let i = top; i < Math.min(top + TILE, n); i++) {
    for (let j = left; j < Math.min(left + TILE, i); j++) {
      const low = data[i * n + j]!;
      const high = data[j * n + i]!;
      if (Math.abs(low - high) <= tolerance) continue;
      throw new RangeError(
        `${caller}: ${name} must be symmetric, got ${low} at (${i}, ${j}) and ${high} at (${j}, ${i})`,
      );
    }
  }
}

function largestEntry(data: Float64Array): number {
  let largest = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- several times as fast on large kernels
  for (let at = 0; at < data.length; at++) {
    const size = Math.abs(data[at]!);
    if (size > largest) largest = size;
  }
  return largest;
}

/** @throws ShapeError unless `targets` has `rows` rows and a column; NumericalError when not finite. */
export function checkTargets(caller: string, targets: Matrix, rows: number): void {
  if (targets.rows !== rows || targets.cols === 0) {
    throw new ShapeError(
      `${caller}: targets must have ${rows} rows (one per kernel row) and at least one column, got ${targets.rows}×${targets.cols}`,
    );
  }
  checkFinite(caller, "targets", targets);
}

/** @throws ShapeError unless `cross` has `cols` columns, one per training row; NumericalError when not finite. */
export function checkCross(caller: string, cross: Matrix, cols: number, name = "cross"): void {
  if (cross.cols !== cols) {
    throw new ShapeError(
      `${caller}: ${name} must have ${cols} columns (one per training row), got ${cross.rows}×${cross.cols}`,
    );
  }
  checkFinite(caller, name, cross);
}

/** @throws RangeError unless `value` is finite and at least 0. */
export function checkNonNegative(caller: string, name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(`${caller}: ${name} must be finite and at least 0, got ${value}`);
  }
}

/** @throws RangeError unless every value is finite and above 0. */
export function checkPositive(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(`${caller}: ${name} must be finite and above 0, got ${value}`);
  }
}

/** @throws RangeError unless there are values, all of them finite and at least 0. */
export function checkRidges(caller: string, ridges: readonly number[]): void {
  if (ridges.length === 0) throw new RangeError(`${caller}: ridges must not be empty, got []`);
  for (const ridge of ridges) checkNonNegative(caller, "ridges", ridge);
}

/** @throws RangeError unless every label is an integer in [0, classes). */
export function checkLabels(caller: string, labels: ArrayLike<number>, classes: number): void {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(`${caller}: classes must be an integer of at least 2, got ${classes}`);
  }
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `${caller}: labels must be integers from 0 to ${classes - 1}, got ${label} in row ${i}`,
      );
    }
  }
}

/** @throws ShapeError unless both have the same length, at least 1. */
export function checkSameLength(
  caller: string,
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  names: readonly [string, string],
): void {
  if (a.length !== b.length || a.length === 0) {
    throw new ShapeError(
      `${caller}: ${names[0]} and ${names[1]} must have the same length, at least 1, got ${a.length} and ${b.length}`,
    );
  }
}
