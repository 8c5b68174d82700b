import { NumericalError } from "./errors.ts";

/** The entries of a matrix of 64-bit or 32-bit numbers. */
export interface Numbers {
  readonly cols: number;
  readonly data: Float64Array | Float32Array;
}

/**
 * Throws a {@link NumericalError} that names row and column unless every entry of `a` is finite.
 *
 * @param what - the function and its argument, as in `gram: a`
 */
export function checkFinite(what: string, a: Numbers): void {
  const { cols, data } = a;
  if (allFinite(data)) return;
  for (let at = 0; at < data.length; at++) {
    if (!Number.isFinite(data[at]!))
      throw nonFinite(what, data[at]!, Math.floor(at / cols), at % cols);
  }
}

/** 0 times a number that is not finite is NaN. */
export function allFinite(data: Numbers["data"]): boolean {
  let even = 0;
  let odd = 0;
  const end = data.length - 1;
  for (let at = 0; at < end; at += 2) {
    even += 0 * data[at]!;
    odd += 0 * data[at + 1]!;
  }
  if (end % 2 === 0) even += 0 * data[end]!;
  return even + odd === 0;
}

/** The error for a `value` at (row, col) that is NaN or infinite. */
export function nonFinite(what: string, value: number, row: number, col: number): NumericalError {
  return new NumericalError(
    `${what} must have finite entries, got ${value} in row ${row}, column ${col}`,
    "non-finite",
    { row, col },
  );
}
