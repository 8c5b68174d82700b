import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";

/**
 * Rows `indices` of A [m, n] in the order given, shape [indices.length, n]. A copy; an index may
 * come more than once.
 *
 * @throws {@link !RangeError} when an index is not a row of A
 */
export function selectRows(a: Matrix, indices: ArrayLike<number>): Matrix {
  checkIndices("selectRows: row indices", indices, a.rows);
  const result = matrix(indices.length, a.cols);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * a.cols;
    result.data.set(a.data.subarray(from, from + a.cols), i * a.cols);
  }
  return result;
}

/**
 * Entries of A at the given rows and columns, shape [rowIndices.length, colIndices.length]. A copy.
 *
 * @throws {@link !RangeError} when an index lies outside A
 */
export function submatrix(
  a: Matrix,
  rowIndices: ArrayLike<number>,
  colIndices: ArrayLike<number>,
): Matrix {
  checkIndices("submatrix: row indices", rowIndices, a.rows);
  checkIndices("submatrix: column indices", colIndices, a.cols);
  const cols = colIndices.length;
  const result = matrix(rowIndices.length, cols);
  for (let i = 0; i < rowIndices.length; i++) {
    const from = rowIndices[i]! * a.cols;
    for (let j = 0; j < cols; j++) result.data[i * cols + j] = a.data[from + colIndices[j]!]!;
  }
  return result;
}

/** The entries A[i, i], shape [min(m, n)]. A copy. */
export function diagonal(a: Matrix): Float64Array {
  const result = new Float64Array(Math.min(a.rows, a.cols));
  return result.map((_, i) => a.data[i * (a.cols + 1)]!);
}

function checkIndices(what: string, indices: ArrayLike<number>, size: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new RangeError(`${what} must be integers from 0 to ${size - 1}, got ${index} at ${i}`);
    }
  }
}
