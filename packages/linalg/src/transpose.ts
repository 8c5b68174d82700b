import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { finish } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Side of the blocks in which the entries are copied, for the cache. */
const BLOCK = 32;

/** Aᵀ, shape [n, m], for A [m, n]. A copy. */
export function transpose(a: Matrix): Matrix {
  return finish(transposeSteps(a));
}

export function* transposeSteps(a: Matrix): Steps<Matrix> {
  const { rows, cols } = a;
  const result = matrix(cols, rows);
  for (let i0 = 0; i0 < rows; i0 += BLOCK) {
    for (let j0 = 0; j0 < cols; j0 += BLOCK) {
      for (let i = i0; i < Math.min(i0 + BLOCK, rows); i++) {
        for (let j = j0; j < Math.min(j0 + BLOCK, cols); j++) {
          result.data[j * rows + i] = a.data[i * cols + j]!;
        }
      }
    }
    yield i0 / rows;
  }
  return result;
}
