import { DataError } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import { readMatrix } from "./read-matrix.ts";

/** Asymmetry, relative to the largest entry, that rounding can explain. */
const symmetryTolerance = 1e-10;

/**
 * The kernel matrix of training rows in a file: square and symmetric.
 *
 * @throws DataError as `readMatrix`, and for another matrix, with the first two entries that differ
 */
export async function readKernel(cwd: string, path: string): Promise<Matrix> {
  const kernel = await readMatrix(cwd, path);
  const { rows: n, cols, data } = kernel;
  if (n !== cols) {
    throw new DataError(`kernel must be square, got ${n}×${cols}`, { file: path });
  }
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [data[i * n + j]!, data[j * n + i]!];
      if (Math.abs(below - above) <= symmetryTolerance * largest) continue;
      throw new DataError(
        `kernel must be symmetric, got ${below} at [${i}, ${j}] and ${above} at [${j}, ${i}]`,
        { file: path },
      );
    }
  }
  return kernel;
}

/** @throws DataError unless the matrix from `file` has this shape */
export function assertShape(
  found: Matrix,
  file: string,
  rows: number,
  cols: number,
  because: string,
): void {
  if (found.rows === rows && found.cols === cols) return;
  throw new DataError(`must be ${rows}×${cols} ${because}, got ${found.rows}×${found.cols}`, {
    file,
  });
}
